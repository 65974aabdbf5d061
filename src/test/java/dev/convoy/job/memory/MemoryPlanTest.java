package dev.convoy.job.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.job.RunFailure;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class MemoryPlanTest {
  private static final long MB = 1_000_000;

  /** 40 + 2 * 50 + 100 = 240 MB shared; 10 MB for each image and 20 MB more a task. */
  private static MemoryNeeds needs(int batchSize) {
    return new MemoryNeeds(50 * MB, 100 * MB, 10 * MB * batchSize, 15 * MB, 5 * MB);
  }

  private static ExecutorHeap heap(long megabytes, int slots) {
    return new ExecutorHeap(megabytes * MB, slots, "--driver-memory %s", "--master local[%s]");
  }

  @Test
  void aPlanAddsUpWhatLives() {
    MemoryPlan plan = MemoryPlan.of(8, MemoryPlanTest::needs, heap(1000, 2));
    assertThat(plan.live()).isEqualTo((240 + 2 * 100) * MB);
    assertThat(plan.values())
        .containsEntry("sharedBytes", 240 * MB)
        .containsEntry("taskBytes", 100 * MB);
    assertThat(plan.describe())
        .startsWith("batches of 8; 440 MB of 1,000 MB of an executor's heap (Spark 40 MB");
  }

  @Test
  void aBatchSizeIsChosenThatFits() {
    assertThat(MemoryPlan.of(0, MemoryPlanTest::needs, heap(2000, 2)).batchSize()).isEqualTo(16);
    // 700 - 240 = 460 MB for three tasks: 153 each, 133 for images
    assertThat(MemoryPlan.of(0, MemoryPlanTest::needs, heap(1000, 3)).batchSize()).isEqualTo(13);
    assertThat(MemoryPlan.of(0, MemoryPlanTest::needs, heap(500, 1)).batchSize()).isEqualTo(9);
  }

  @Test
  void whatDoesNotFitIsRefusedWithThreeSettingsThatWork() {
    ExecutorHeap small = heap(1000, 4);
    assertThatThrownBy(() -> MemoryPlan.of(16, MemoryPlanTest::needs, small))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("batches of 16 need 960 MB of heap, at most 700 MB of 1,000 MB")
        .hasMessageContaining("batchSize: 9\n")
        .hasMessageContaining("--driver-memory 1400m\n")
        .hasMessageEndingWith("--master local[2]");
    assertThat(MemoryPlan.of(9, MemoryPlanTest::needs, small).fits()).isTrue();
    long enough = (1400L << 20) / MB * 15 / 16;
    assertThat(MemoryPlan.of(16, MemoryPlanTest::needs, heap(enough, 4)).fits()).isTrue();
    assertThat(MemoryPlan.of(16, MemoryPlanTest::needs, heap(1000, 2)).fits()).isTrue();
    assertThatThrownBy(() -> MemoryPlan.of(10, MemoryPlanTest::needs, small))
        .isInstanceOf(RunFailure.class);
    assertThatThrownBy(() -> MemoryPlan.of(16, MemoryPlanTest::needs, heap(1000, 3)))
        .isInstanceOf(RunFailure.class);
  }

  @Test
  void whatNoBatchSizeAndNoTaskFitsSaysSo() {
    assertThatThrownBy(() -> MemoryPlan.of(0, MemoryPlanTest::needs, heap(370, 2)))
        .hasMessageContaining("batchSize         not alone: one image is too much")
        .hasMessageContaining("tasks at a time   not alone: one task is too much");
  }

  @Test
  void theHeapIsTheExecutorsOrThisJvms() {
    SparkConf conf = new SparkConf(false).set("spark.executor.memory", "3g");
    assertThat(ExecutorHeap.of("local", conf, 7, 8, 1).slots()).isEqualTo(1);
    assertThat(ExecutorHeap.of("local[*]", conf, 7, 8, 8).slots()).isEqualTo(8);
    assertThat(ExecutorHeap.of("local[3,2]", conf, 7, 8, 3).bytes()).isEqualTo(7);
    ExecutorHeap many = ExecutorHeap.of("local-cluster[4, 2, 1024]", conf, 7, 8, 8);
    assertThat(many.slots()).isEqualTo(2);
    assertThat(many.bytes()).isEqualTo(3L << 30);
    assertThat(ExecutorHeap.of("yarn", conf, 7, 8, 40).slots()).isEqualTo(1);
    conf.set("spark.executor.cores", "6").set("spark.task.cpus", "2");
    assertThat(ExecutorHeap.of("spark://host:7077", conf, 7, 8, 40).slots()).isEqualTo(3);
  }
}
