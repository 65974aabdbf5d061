package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 7, 16, 17, 64, 1000, 60_001})
  void everyIndexIsHitOnce(long count) {
    Permutation permutation = new Permutation(count, 42);
    BitSet hit = new BitSet();
    for (long i = 0; i < count; i++) {
      hit.set(Math.toIntExact(permutation.apply(i)));
    }
    assertThat(hit.cardinality()).isEqualTo(count);
    assertThat(hit.length()).isEqualTo(count);
  }

  /** Checkpoints go on in the middle of a shuffle, so it must never change. */
  @Test
  void theShuffleOfASeedIsFixed() {
    Permutation permutation = new Permutation(10, Permutation.seed(1, 2, 3));
    assertThat(LongStream.range(0, 10).map(permutation::apply).toArray())
        .containsExactly(6, 4, 3, 9, 7, 1, 8, 0, 5, 2);
  }

  @Test
  void otherSeedsShuffleOtherwise() {
    long same =
        LongStream.range(0, 1000)
            .filter(i -> new Permutation(1000, 1).apply(i) == new Permutation(1000, 2).apply(i))
            .count();
    assertThat(same).isLessThan(15); // 1 on average
  }

  /** Of 1,000 examples dealt to 10 lanes each lane gets about 10 of the first hundred. */
  @Test
  void neighboursAreSpread() {
    for (long seed = 0; seed < 20; seed++) {
      int[] lanes = new int[10];
      Permutation permutation = new Permutation(1000, seed);
      for (long i = 0; i < 100; i++) {
        lanes[(int) (permutation.apply(i) % 10)]++;
      }
      for (int lane : lanes) {
        assertThat(lane).as("seed %s", seed).isBetween(1, 24);
      }
    }
  }
}
