package dev.convoy.job.sum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.SparkTest;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneSumIT extends SparkTest {
  private static final long SEED = 22;
  private static final long ON_THE_DRIVER = Long.MAX_VALUE;
  private static final long IN_SLICES = 0;

  private JavaSparkContext sc;

  @BeforeEach
  void openContext() {
    sc = JavaSparkContext.fromSparkContext(spark().sparkContext());
  }

  /** Some tasks have no block, and one number has fewer than there are slices. */
  @ParameterizedTest
  @CsvSource({"1, 37, 1001", "2, 37, 1001", "3, 37, 1001", "7, 37, 2", "7, 5, 1", "64, 70, 1001"})
  void bothWaysGiveTheBitsOfTheTreeAndEveryStoryOnce(int tasks, int blocks, int length) {
    float[] expected = PlainTree.sum(blocks(blocks, length), length);
    for (long driverBytes : new long[] {ON_THE_DRIVER, IN_SLICES}) {
      OneSum<String> sum = OneSum.of(tasks(tasks, blocks, length), length, driverBytes);
      assertThat(sum.values()).as("driver bytes %s", driverBytes).isEqualTo(expected);
      assertThat(sum.stories())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, tasks).mapToObj(OneSumIT::story).toList());
    }
  }

  /** Tasks that commit run once, in a stage whose commits are final; their sums are exchanged. */
  @Test
  void tasksThatCommitRunOnceBeforeTheExchange() {
    float[] expected = PlainTree.sum(blocks(37, 1001), 1001);
    LongAccumulator writers = sc.sc().longAccumulator();
    LongAccumulator others = sc.sc().longAccumulator();
    JavaRDD<PartialSum<String>> tasks =
        tasks(3, 37, 1001)
            .map(
                task -> {
                  (OneSum.isSumAlone() ? others : writers).add(1);
                  return task;
                });
    OneSum<String> sum = OneSum.ofCommitting(tasks, 1001, IN_SLICES);
    assertThat(sum.values()).isEqualTo(expected);
    assertThat(sum.stories()).containsExactly(story(0), story(1), story(2));
    assertThat(writers.value()).isEqualTo(3);
    assertThat(others.value()).isZero();
    assertThat(sc.getLocalProperty("convoy.sumAlone")).isNull();
    assertThat(tasks.getStorageLevel()).isEqualTo(StorageLevel.NONE());
  }

  @Test
  void noBlocksAtAllSumToZeros() {
    for (long driverBytes : new long[] {ON_THE_DRIVER, IN_SLICES}) {
      OneSum<String> sum = OneSum.of(tasks(3, 0, 5), 5, driverBytes);
      assertThat(sum.values()).containsExactly(0, 0, 0, 0, 0);
      assertThat(sum.stories()).hasSize(3);
    }
  }

  /** What would fill the driver goes through an exchange, which is a second stage. */
  @Test
  void onlyLargeSumsAreExchanged() throws Exception {
    long bytes = 3L * 1001 * Float.BYTES;
    assertThat(stages("small", () -> OneSum.of(tasks(3, 37, 1001), 1001, bytes))).isEqualTo(1);
    assertThat(stages("large", () -> OneSum.of(tasks(3, 37, 1001), 1001, bytes - 1))).isEqualTo(2);
  }

  private int stages(String group, Runnable run) throws Exception {
    sc.setJobGroup(group, group);
    try {
      run.run();
      sc.sc().listenerBus().waitUntilEmpty();
      int[] jobs = sc.statusTracker().getJobIdsForGroup(group);
      assertThat(jobs).hasSize(1);
      return sc.statusTracker().getJobInfo(jobs[0]).stageIds().length;
    } finally {
      sc.clearJobGroup();
    }
  }

  private JavaRDD<PartialSum<String>> tasks(int tasks, int blocks, int length) {
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    return sc.parallelize(numbers, tasks).map(task -> task(task, tasks, blocks, length));
  }

  /** On an executor. */
  private static PartialSum<String> task(int task, int tasks, int blocks, int length) {
    float[][] all = blocks(blocks, length);
    int from = blocks * task / tasks;
    int to = blocks * (task + 1) / tasks;
    BlockTree tree = new BlockTree(length, from);
    for (int block = from; block < to; block++) {
      float[] values = all[block];
      if (values != null) {
        tree.add(block, values);
      }
    }
    return PartialSum.of(tree.finish(to), story(task));
  }

  private static String story(int task) {
    return "task " + task;
  }

  private static float @Nullable [][] blocks(int count, int length) {
    return PlainTree.randomBlocks(count, 0.8, length, new Random(SEED));
  }
}
