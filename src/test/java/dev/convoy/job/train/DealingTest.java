package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DealingTest {
  private static final long SEED = 5;

  private static int[] laneSizes(Dealing dealing) {
    int[] sizes = new int[dealing.lanes()];
    for (long i = 0; i < dealing.examples(); i++) {
      sizes[dealing.laneOf(dealing.deal().apply(i))]++;
    }
    return sizes;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 4", "7, 3", "64, 4", "61, 4", "1000, 8"})
  void lanesDifferByOneExampleAtMost(int examples, int lanes) {
    int[] sizes = laneSizes(new Dealing(examples, lanes, 16, SEED));
    assertThat(IntStream.of(sizes).sum()).isEqualTo(examples);
    for (int size : sizes) {
      assertThat(size).isBetween(examples / lanes, (examples + lanes - 1) / lanes);
    }
  }

  @Test
  void everyEpochAndEveryLaneHasAnOrderOfItsOwn() {
    Dealing dealing = new Dealing(1000, 4, 16, SEED);
    Set<Long> firsts = new HashSet<>();
    Set<String> orders = new HashSet<>();
    for (int epoch = 0; epoch < 5; epoch++) {
      for (int lane = 0; lane < 4; lane++) {
        Permutation order = dealing.order(lane, epoch, 250);
        BitSet hit = new BitSet();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 250; i++) {
          hit.set((int) order.apply(i));
          text.append(order.apply(i)).append(' ');
        }
        assertThat(hit.cardinality()).as("lane %s, epoch %s", lane, epoch).isEqualTo(250);
        orders.add(text.toString());
        firsts.add(order.apply(0));
      }
    }
    assertThat(orders).hasSize(20);
    assertThat(firsts).hasSizeGreaterThan(10);
  }

  @Test
  void theSeedDecidesBothTheDealAndTheOrders() {
    Dealing one = new Dealing(1000, 4, 16, SEED);
    Dealing other = new Dealing(1000, 4, 16, SEED + 1);
    assertThat(LongStream.range(0, 1000).map(one.deal()::apply).toArray())
        .isNotEqualTo(LongStream.range(0, 1000).map(other.deal()::apply).toArray());
    assertThat(LongStream.range(0, 250).map(one.order(0, 0, 250)::apply).toArray())
        .isNotEqualTo(LongStream.range(0, 250).map(other.order(0, 0, 250)::apply).toArray());
  }

  @Test
  void anEpochHasStepsForItsLargestLane() {
    Dealing dealing = new Dealing(1000, 4, 16, SEED);
    assertThat(LongStream.of(0, 1, 15, 16, 17, 32, 33).map(dealing::steps).toArray())
        .containsExactly(0, 1, 1, 1, 2, 2, 3);
  }
}
