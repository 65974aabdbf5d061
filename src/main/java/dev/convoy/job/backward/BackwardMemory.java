package dev.convoy.job.backward;

import dev.convoy.job.memory.DriverPlan;
import dev.convoy.job.memory.ExecutorHeap;
import dev.convoy.job.memory.ImagesAtOnce;
import dev.convoy.job.memory.MemoryNeeds;
import dev.convoy.job.memory.MemoryPart;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.job.sum.SumMemory;
import dev.convoy.network.BackwardRunner;
import dev.convoy.network.BackwardRunner.Images;
import dev.convoy.network.ForwardCache;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.network.RunnerPlan;
import dev.convoy.store.TableWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a backward run takes, from shapes and counts alone.
 *
 * @param driver where the executors have heaps of their own
 */
record BackwardMemory(MemoryPlan plan, Optional<DriverPlan> driver) {
  /**
   * Plans a run.
   *
   * @throws dev.convoy.job.RunFailure if the executors or the driver have too little memory
   */
  static BackwardMemory of(
      JavaSparkContext sc,
      Network network,
      CacheTable cache,
      Upstream upstream,
      BackwardSettings settings,
      int tasks) {
    ExecutorHeap heap = ExecutorHeap.of(sc);
    SumMemory sum = new SumMemory(ParameterLayout.of(network).length(), tasks);
    MemoryPlan plan =
        MemoryPlan.of(
            ImagesAtOnce.blocks(settings.blockSize(), 0),
            (size, on) -> needs(network, cache, upstream, settings, sum, size, on),
            heap);
    long given = upstream instanceof Upstream.Array array ? bytes(array) : 0;
    Optional<DriverPlan> driver =
        heap.isLocal()
            ? Optional.empty()
            : Optional.of(DriverPlan.of(2 * (network.weightBytes() + given) + sum.driverBytes()));
    return new BackwardMemory(plan, driver);
  }

  private static MemoryNeeds needs(
      Network network,
      CacheTable cache,
      Upstream upstream,
      BackwardSettings settings,
      SumMemory sum,
      int blockSize,
      ExecutorHeap heap) {
    Images images = settings.writesGradInput() ? Images.WANTED : Images.NOT_WANTED;
    RunnerPlan runner =
        BackwardRunner.plan(network.prepared("auto"), blockSize, settings.from(), images);
    long imageBytes = ForwardCache.byteCount(settings.kept());
    long rowsOfTask = cache.table().rows() / sum.tasks() + blockSize;
    MemoryNeeds needs =
        MemoryNeeds.ofSpark()
            .plus(MemoryPart.WEIGHTS, 2 * network.weightBytes())
            .plus(MemoryPart.PACKED, runner.packedBytes())
            .plus(MemoryPart.COMPUTE, runner.peakBytes() + blockSize * imageBytes)
            .plus(MemoryPart.SUM, sum.taskBytes(rowsOfTask / blockSize + 1))
            .plus(MemoryPart.READ, (blockSize + 1) * imageBytes + rowGroup(cache, settings));
    if (settings.writesGradInput()) {
      long written = TableWriter.heapBytes(BackwardTables.gradInput(network), rowsOfTask);
      needs = needs.plus(MemoryPart.WRITE, written);
    }
    if (upstream instanceof Upstream.Array array) {
      needs = needs.plus(MemoryPart.EXAMPLES, 2 * bytes(array));
    }
    if (upstream instanceof Upstream.Table) { // rows are sorted, which takes what Spark lets it
      long all = cache.table().rows() * imageBytes / heap.executors();
      needs = needs.plus(MemoryPart.EXAMPLES, Math.min(all, heap.sparksShare()));
    }
    return heap.isLocal() ? needs.plus(MemoryPart.DRIVER, sum.driverBytes()) : needs;
  }

  private static long rowGroup(CacheTable cache, BackwardSettings settings) {
    return cache.table().groupBytes(settings.columns());
  }

  private static long bytes(Upstream.Array array) {
    return (long) array.values().length * Float.BYTES;
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
