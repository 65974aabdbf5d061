package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
  private static final int SEEDS = 20;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 7, 16, 17, 64, 65, 1000, 60_001})
  void everyIndexIsHitOnce(long count) {
    Permutation permutation = new Permutation(count, 42);
    BitSet hit = new BitSet();
    for (long i = 0; i < count; i++) {
      hit.set(Math.toIntExact(permutation.apply(i)));
    }
    assertThat(hit.cardinality()).isEqualTo(count);
    assertThat(hit.length()).isEqualTo(count);
  }

  @ParameterizedTest
  @ValueSource(longs = {(1L << 31) + 1, (1L << 52) + 3, 1L << 60})
  void manyIndicesStayApartAndWithin(long count) {
    Permutation permutation = new Permutation(count, 42);
    Set<Long> hit = new HashSet<>();
    for (long i = 0; i < 1000; i++) {
      hit.add(permutation.apply(i));
      hit.add(permutation.apply(count - 1 - i));
    }
    assertThat(hit).hasSize(2000).allMatch(to -> to >= 0 && to < count);
  }

  /** Checkpoints go on in the middle of a shuffle, so it must never change. */
  @Test
  void theShuffleOfASeedIsFixed() {
    assertThat(shuffled(10, Permutation.seed(1, 2, 3)))
        .containsExactly(6, 4, 3, 9, 7, 1, 8, 0, 5, 2);
    Permutation large = new Permutation(60_000, Permutation.seed(-5, 1));
    assertThat(LongStream.of(0, 1, 2, 59_999).map(large::apply).toArray())
        .containsExactly(38_342, 23_791, 22_525, 46_351);
  }

  private static long[] shuffled(int count, long seed) {
    return LongStream.range(0, count).map(new Permutation(count, seed)::apply).toArray();
  }

  @Test
  void otherSeedsShuffleOtherwise() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Permutation one = new Permutation(1000, seed);
      Permutation next = new Permutation(1000, seed + 1);
      long same = LongStream.range(0, 1000).filter(i -> one.apply(i) == next.apply(i)).count();
      assertThat(same).as("seed %s", seed).isLessThan(15); // 1 on average
    }
  }

  @Test
  void seedsOfManyShufflesDiffer() {
    Set<Long> seeds = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (long epoch = 0; epoch < 10; epoch++) {
        seeds.add(Permutation.seed(seed, epoch));
        for (long lane = 0; lane < 10; lane++) {
          seeds.add(Permutation.seed(seed, epoch, lane));
        }
      }
    }
    assertThat(seeds).hasSize(10 * 10 * 11);
  }

  /** Neighbours go to lanes as if drawn: chi-square of 10 lanes, 27.9 once in a thousand. */
  @Test
  void neighboursAreSpreadOverLanes() {
    for (long seed = 0; seed < SEEDS; seed++) {
      int[] lanes = new int[10];
      Permutation permutation = new Permutation(10_000, seed);
      for (long i = 0; i < 1000; i++) {
        lanes[(int) (permutation.apply(i) % 10)]++;
      }
      double square = Arrays.stream(lanes).mapToDouble(n -> (n - 100) * (n - 100) / 100.0).sum();
      assertThat(square).as("chi-square, seed %s", seed).isBetween(0.5, 35.0);
    }
  }

  /** Of a random shuffle the mean is a third, with a deviation of 0.0033 here. */
  @Test
  void examplesMoveAThirdOfTheWholeOnAverage() {
    int count = 5000;
    for (long seed = 0; seed < SEEDS; seed++) {
      long[] to = shuffled(count, seed);
      double moved = 0;
      int stillNeighbours = 0;
      for (int i = 0; i < count; i++) {
        moved += Math.abs(to[i] - i);
        stillNeighbours += i > 0 && Math.abs(to[i] - to[i - 1]) == 1 ? 1 : 0;
      }
      assertThat(moved / count / count).as("seed %s", seed).isBetween(0.32, 0.347);
      assertThat(stillNeighbours).as("seed %s", seed).isLessThan(15); // 2 on average
    }
  }

  /** Lanes of few examples too: each of the six orders of three about as often. */
  @Test
  void fewExamplesComeInEveryOrder() {
    Map<String, Integer> orders = new TreeMap<>();
    for (long seed = 0; seed < 6000; seed++) {
      orders.merge(Arrays.toString(shuffled(3, Permutation.seed(1, seed))), 1, Integer::sum);
    }
    assertThat(orders).hasSize(6);
    assertThat(orders.values()).allMatch(times -> times > 850 && times < 1150); // 5 deviations
  }

  @Test
  void whatCannotBeShuffledIsRefused() {
    assertThatThrownBy(() -> new Permutation(0, 1)).hasMessage("cannot shuffle 0 examples");
    assertThatThrownBy(() -> new Permutation(5, 1).apply(5)).hasMessage("5, needs 0 to 4");
    assertThatThrownBy(() -> new Permutation(5, 1).apply(-1)).hasMessage("-1, needs 0 to 4");
  }
}
