package dev.convoy.job.forward;

import dev.convoy.job.ExampleMemory;
import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.job.memory.ExecutorHeap;
import dev.convoy.job.memory.ImagesAtOnce;
import dev.convoy.job.memory.MemoryNeeds;
import dev.convoy.job.memory.MemoryPart;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.network.RunnerPlan;
import dev.convoy.store.TableWriter;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;

/** What a forward run takes, from shapes and counts alone. */
final class ForwardMemory {
  private static final double MEGABYTE = 1e6;

  private ForwardMemory() {}

  /**
   * Plans a run.
   *
   * @throws dev.convoy.job.RunFailure if the executors have too little memory
   */
  static MemoryPlan plan(JavaSparkContext sc, ExampleForm examples, ForwardWork work) {
    ForwardSettings settings = work.settings();
    return MemoryPlan.of(
        ImagesAtOnce.batches(settings.batchSize()),
        (size, heap) -> needs(examples, work.withBatchSize(size), rows(sc, examples, work, size)),
        ExecutorHeap.of(sc));
  }

  /** Of one task; a run that counts its images only later may have tasks of any length. */
  private static long rows(JavaSparkContext sc, ExampleForm examples, ForwardWork work, int size) {
    if (!(examples instanceof ExampleSource source)) {
      return Integer.MAX_VALUE;
    }
    return source.count() / work.withBatchSize(size).slices(sc, source.count()) + 1;
  }

  private static MemoryNeeds needs(ExampleForm examples, ForwardWork work, long rows) {
    int batchSize = work.settings().batchSize();
    Network network = work.setup().network();
    Set<String> wanted = BatchMaker.wanted(network, work.settings());
    RunnerPlan runner = NetworkRunner.plan(network.prepared("auto"), batchSize, wanted);
    long writing =
        work.schemas().entrySet().stream()
            .filter(table -> !table.getKey().equals(ForwardTables.REJECTS)) // few, small rows
            .mapToLong(table -> TableWriter.heapBytes(table.getValue(), rows))
            .sum();
    return MemoryNeeds.ofSpark()
        .plus(MemoryPart.WEIGHTS, 2 * network.weightBytes())
        .plus(MemoryPart.PACKED, runner.packedBytes())
        .plus(MemoryPart.COMPUTE, runner.peakBytes())
        .plus(MemoryPart.WRITE, writing)
        .plus(MemoryPart.READ, ExampleMemory.held(examples, network.inputShape()));
  }

  /** Tasks, rows and their size, where the images have been counted; else nothing. */
  static String output(JavaSparkContext sc, ExampleForm examples, ForwardWork work) {
    if (!(examples instanceof ExampleSource source)) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "; %,d images in %,d tasks, at most %,.1f MB of output before compression",
        source.count(),
        work.slices(sc, source.count()),
        source.count() * work.rowBytes() / MEGABYTE);
  }
}
