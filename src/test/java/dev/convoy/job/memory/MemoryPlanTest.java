package dev.convoy.job.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.job.RunFailure;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  private static final long MB = 1_000_000;

  /** 40 + 2 * 50 + 100 = 240 MB shared; 10 MB for each image and 20 MB more a task. */
  private static MemoryNeeds needs(int batchSize, ExecutorHeap heap) {
    return MemoryNeeds.ofSpark()
        .plus(MemoryPart.WEIGHTS, 100 * MB)
        .plus(MemoryPart.PACKED, 100 * MB)
        .plus(MemoryPart.COMPUTE, 10 * MB * batchSize)
        .plus(MemoryPart.WRITE, 15 * MB)
        .plus(MemoryPart.READ, 5 * MB);
  }

  private static ExecutorHeap heap(long megabytes, int slots) {
    return new ExecutorHeap(
        megabytes * MB, slots, true, 1, "--driver-memory %s", "--master local[%s]");
  }

  private static MemoryPlan plan(int batchSize, ExecutorHeap heap) {
    return MemoryPlan.of(ImagesAtOnce.batches(batchSize), MemoryPlanTest::needs, heap);
  }

  @Test
  void aPlanAddsUpWhatLives() {
    MemoryPlan plan = plan(8, heap(1000, 2));
    assertThat(plan.live()).isEqualTo((240 + 2 * 100) * MB);
    assertThat(plan.values())
        .containsEntry("sharedBytes", 240 * MB)
        .containsEntry("taskBytes", 100 * MB);
    assertThat(plan.describe())
        .startsWith("batches of 8; 440 MB of 1,000 MB of an executor's heap (Spark 40 MB");
  }

  @Test
  void aBatchSizeIsChosenThatFits() {
    assertThat(plan(0, heap(2000, 2)).count()).isEqualTo(16);
    // 700 - 240 = 460 MB for three tasks: 153 each, 133 for images
    assertThat(plan(0, heap(1000, 3)).count()).isEqualTo(13);
    assertThat(plan(0, heap(500, 1)).count()).isEqualTo(9);
  }

  @Test
  void whatDoesNotFitIsRefusedWithThreeSettingsThatWork() {
    ExecutorHeap small = heap(1000, 4);
    assertThatThrownBy(() -> plan(16, small))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("batches of 16 need 960 MB of heap, at most 700 MB of 1,000 MB")
        .hasMessageContaining("batchSize: 9\n")
        .hasMessageContaining("--driver-memory 1480m\n")
        .hasMessageEndingWith("--master local[2]");
    assertThat(plan(9, small).fits()).isTrue();
    long enough = (1480L << 20) / MB * 8 / 9; // as the parallel collector counts
    assertThat(plan(16, heap(enough, 4)).fits()).isTrue();
    assertThat(plan(16, heap(1000, 2)).fits()).isTrue();
    assertThatThrownBy(() -> plan(10, small)).isInstanceOf(RunFailure.class);
    assertThatThrownBy(() -> plan(16, heap(1000, 3))).isInstanceOf(RunFailure.class);
  }

  @Test
  void whatNoBatchSizeAndNoTaskFitsSaysSo() {
    assertThatThrownBy(() -> plan(0, heap(370, 2)))
        .hasMessageContaining("batchSize         not alone: one image is too much")
        .hasMessageContaining("tasks at a time   not alone: one task is too much");
  }

  /** Blocks make the sum what it is, so none is chosen; those that are named cut the batch. */
  @Test
  void blocksAreNeverMadeSmallerAndDivideTheirBatch() {
    ImagesAtOnce blocks = ImagesAtOnce.blocks(16, 48);
    assertThatThrownBy(() -> MemoryPlan.of(blocks, MemoryPlanTest::needs, heap(1000, 4)))
        .hasMessageContaining("blocks of 16 need 960 MB")
        .hasMessageContaining("blockSize: 8 (changes the sums' last bits)\n");
    assertThat(MemoryPlan.of(blocks, MemoryPlanTest::needs, heap(1480, 4)).values())
        .containsEntry("blockSize", 16);
  }

  @Test
  void whereImagesComeOneByOneTwoSettingsAreLeft() {
    assertThatThrownBy(() -> MemoryPlan.of(ImagesAtOnce.one(), MemoryPlanTest::needs, heap(400, 4)))
        .hasMessageContaining("one image at a time need 360 MB")
        .hasMessageContaining("fit:\n  memory            --driver-memory ")
        .hasMessageEndingWith("--master local[1]");
  }

  /** Examples that are kept take more where there is more. */
  @Test
  void theMemoryThatIsNamedFitsThoughAPartGrowsWithIt() {
    MemoryPlan.Needs kept =
        (count, heap) ->
            needs(count, heap).plus(MemoryPart.EXAMPLES, Math.min(900 * MB, heap.sparksShare()));
    assertThatThrownBy(() -> MemoryPlan.of(ImagesAtOnce.batches(8), kept, heap(1000, 2)))
        .hasMessageContaining("examples 411 MB")
        .hasMessageContaining("--driver-memory 2060m\n");
    long counted = (2060L << 20) / MB * 8 / 9;
    assertThat(MemoryPlan.of(ImagesAtOnce.batches(8), kept, heap(counted, 2)).live())
        .isEqualTo((440 + 900) * MB);
  }

  @Test
  void ofTwoStagesTheLargerCounts() {
    MemoryNeeds wide = MemoryNeeds.ofSpark().plus(MemoryPart.READ, 30 * MB);
    MemoryNeeds high = MemoryNeeds.ofSpark().plus(MemoryPart.PACKED, 50 * MB);
    assertThat(wide.orMore(high, 1)).isSameAs(high);
    assertThat(wide.orMore(high, 2)).isSameAs(wide);
  }

  @Test
  void theDriversHeapIsPlannedToo() {
    assertThat(DriverPlan.of(100 * MB, 200 * MB).describe()).isEqualTo("; driver 140 MB of 200 MB");
    assertThatThrownBy(() -> DriverPlan.of(101 * MB, 200 * MB))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("needs 141 MB of heap there, at most 140 MB of 200 MB")
        .hasMessageEndingWith("--driver-memory 220m makes it fit");
  }

  @Test
  void theHeapIsTheExecutorsOrThisJvms() {
    SparkConf conf = new SparkConf(false).set("spark.executor.memory", "3g");
    assertThat(ExecutorHeap.of("local", conf, 7, 8, 0, 1).slots()).isEqualTo(1);
    assertThat(ExecutorHeap.of("local[*]", conf, 7, 8, 0, 8).slots()).isEqualTo(8);
    assertThat(ExecutorHeap.of("local[3,2]", conf, 7, 8, 0, 3).bytes()).isEqualTo(7);
    ExecutorHeap many = ExecutorHeap.of("local-cluster[4, 2, 1024]", conf, 7, 8, 4, 8);
    assertThat(many.slots()).isEqualTo(2);
    assertThat(many.executors()).isEqualTo(4);
    assertThat(many.bytes()).isEqualTo(3L << 30);
    assertThat(ExecutorHeap.of("yarn", conf, 7, 8, 40, 40).slots()).isEqualTo(1);
    assertThat(ExecutorHeap.of("spark://host:7077", conf, 7, 8, 5, 40).slots()).isEqualTo(8);
    assertThat(ExecutorHeap.of("spark://host:7077", conf, 7, 8, 5, 0).executors()).isEqualTo(5);
    conf.set("spark.executor.cores", "6").set("spark.task.cpus", "2");
    assertThat(ExecutorHeap.of("spark://host:7077", conf, 7, 8, 6, 40).slots()).isEqualTo(3);
    assertThat(ExecutorHeap.of("spark://host:7077", conf, 7, 8, 6, 40).executors()).isEqualTo(6);
    conf.set("spark.executor.instances", "20");
    assertThat(ExecutorHeap.of("spark://host:7077", conf, 7, 8, 1, 2).executors()).isEqualTo(20);
  }
}
