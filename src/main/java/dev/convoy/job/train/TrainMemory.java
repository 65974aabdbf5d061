package dev.convoy.job.train;

import dev.convoy.job.ExampleMemory;
import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.job.memory.DriverPlan;
import dev.convoy.job.memory.ExecutorHeap;
import dev.convoy.job.memory.ImagesAtOnce;
import dev.convoy.job.memory.MemoryNeeds;
import dev.convoy.job.memory.MemoryPart;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.job.sum.SumMemory;
import dev.convoy.network.GradientRunner;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.network.RunnerPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a training takes, from shapes and counts alone. Examples are kept in what Spark has for
 * blocks, and on disk where that is full; then a task reads the part it works on anew in every
 * step.
 *
 * @param driver where the executors have heaps of their own
 */
record TrainMemory(MemoryPlan plan, Optional<DriverPlan> driver) {
  /** Beside the numbers of an example: its path, its place, its own objects. */
  private static final long EXAMPLE_OBJECTS = 250;

  /** Java's serialization keeps so many objects before it forgets them (objectStreamReset). */
  private static final long SERIALIZED_AT_ONCE = 100;

  /** Blocks of the broadcast, the network in use, and that of the step before. */
  private static final int COPIES_OF_WEIGHTS = 3;

  /** The network in use, and that of the step before, until runners get the new one. */
  private static final int COPIES_OF_PACKED = 2;

  /**
   * Plans a run.
   *
   * @param partitions that the lanes lie on, at most
   * @throws dev.convoy.job.RunFailure if the executors or the driver have too little memory
   */
  static TrainMemory of(
      JavaSparkContext sc,
      Network network,
      TrainJob.Sources sources,
      TrainPlan train,
      TrainSettings settings,
      int partitions) {
    ExecutorHeap heap = ExecutorHeap.of(sc);
    int parts = Math.min(train.dealing().lanes(), partitions);
    SumMemory sum = new SumMemory(ParameterLayout.of(network).length(), parts);
    long driver = driverBytes(network, settings) + sum.driverBytes();
    MemoryPlan plan =
        MemoryPlan.of(
            ImagesAtOnce.blocks(settings.blockSize(), settings.batchSize()),
            (size, on) -> {
              MemoryNeeds loading = loading(sources, train, parts, on);
              MemoryNeeds stepping = stepping(network, sources, train, settings, sum, size, on);
              MemoryNeeds needs = stepping.orMore(loading, on.slots());
              return on.isLocal() ? needs.plus(MemoryPart.DRIVER, driver) : needs;
            },
            heap);
    return new TrainMemory(
        plan,
        heap.isLocal()
            ? Optional.empty()
            : Optional.of(DriverPlan.of(driver + 2 * network.weightBytes())));
  }

  /**
   * The state: weights, what the optimizer keeps, and the weights that the next step begins with.
   */
  private static long driverBytes(Network network, TrainSettings settings) {
    return (2L + settings.optimizer().stateCount()) * network.weightBytes();
  }

  /** Every example is decoded, and goes to the part that it was dealt to. */
  private static MemoryNeeds loading(
      TrainJob.Sources sources, TrainPlan train, int parts, ExecutorHeap heap) {
    long arriving = SERIALIZED_AT_ONCE * exampleBytes(train);
    ExampleForm input = sources.input();
    return MemoryNeeds.ofSpark()
        .plus(MemoryPart.EXAMPLES, kept(sources, train, heap))
        .plus(
            MemoryPart.READ,
            ExampleMemory.held(input, train.inputShape())
                + Math.max(arriving, partBytes(sources, train, parts, heap)));
  }

  private static MemoryNeeds stepping(
      Network network,
      TrainJob.Sources sources,
      TrainPlan train,
      TrainSettings settings,
      SumMemory sum,
      int blockSize,
      ExecutorHeap heap) {
    RunnerPlan runner = GradientRunner.plan(network.prepared("auto"), train.loss(), blockSize);
    long lanes = settings.batchSize() / blockSize / sum.tasks() + 1;
    return MemoryNeeds.ofSpark()
        .plus(MemoryPart.WEIGHTS, COPIES_OF_WEIGHTS * network.weightBytes())
        .plus(MemoryPart.PACKED, COPIES_OF_PACKED * runner.packedBytes())
        .plus(MemoryPart.EXAMPLES, kept(sources, train, heap))
        .plus(MemoryPart.COMPUTE, runner.peakBytes())
        .plus(MemoryPart.SUM, sum.taskBytes(lanes))
        .plus(MemoryPart.READ, partBytes(sources, train, sum.tasks(), heap));
  }

  private static long exampleBytes(TrainPlan train) {
    return train.inputShape().count() * Float.BYTES + EXAMPLE_OBJECTS;
  }

  /** Of all examples, an executor's share. */
  private static long share(TrainJob.Sources sources, TrainPlan train, ExecutorHeap heap) {
    long count =
        sources.input().count() + sources.test().stream().mapToLong(ExampleSource::count).sum();
    return count * exampleBytes(train) / heap.executors();
  }

  private static long kept(TrainJob.Sources sources, TrainPlan train, ExecutorHeap heap) {
    return Math.min(share(sources, train, heap), heap.sparksShare());
  }

  /** The part that a task works on, where it does not lie in memory already. */
  private static long partBytes(
      TrainJob.Sources sources, TrainPlan train, int parts, ExecutorHeap heap) {
    boolean allKept = share(sources, train, heap) <= heap.sparksShare();
    long part = (sources.input().count() + parts - 1) / parts;
    return allKept ? 0 : part * exampleBytes(train);
  }

  /** For a person, before the run. */
  String describe() {
    return plan.describe() + driver.map(DriverPlan::describe).orElse("");
  }

  /** For {@code run.json}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>(plan.values());
    driver.ifPresent(own -> values.putAll(own.values()));
    return values;
  }
}
