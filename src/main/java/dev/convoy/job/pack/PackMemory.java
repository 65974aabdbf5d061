package dev.convoy.job.pack;

import dev.convoy.job.ExampleMemory;
import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.memory.ExecutorHeap;
import dev.convoy.job.memory.ImagesAtOnce;
import dev.convoy.job.memory.MemoryNeeds;
import dev.convoy.job.memory.MemoryPart;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.store.TableWriter;
import dev.convoy.tensor.Shape;
import org.apache.spark.api.java.JavaSparkContext;

/** What a pack run takes: one image at a time, and the row group that is being written. */
final class PackMemory {
  private PackMemory() {}

  /**
   * Plans a run.
   *
   * @param images of a task
   * @param bytes of those as files
   * @throws dev.convoy.job.RunFailure if the executors have too little memory
   */
  static MemoryPlan plan(
      JavaSparkContext sc, ExampleForm files, PackSettings settings, long images, long bytes) {
    Shape one = settings.pixels().orElse(Shape.of(1, 1, 1));
    long cells = settings.pixels().map(shape -> images * shape.count()).orElse(bytes);
    long largest = settings.pixels().isPresent() ? one.count() : bytes / Math.max(1, images);
    MemoryNeeds needs =
        MemoryNeeds.ofSpark()
            .plus(MemoryPart.WRITE, TableWriter.heapBytes(cells, largest))
            .plus(MemoryPart.READ, ExampleMemory.held(files, one));
    return MemoryPlan.of(ImagesAtOnce.one(), (count, heap) -> needs, ExecutorHeap.of(sc));
  }
}
