package dev.convoy.job.forward;

import dev.convoy.job.Progress;
import dev.convoy.job.TaskProgress;
import dev.convoy.job.input.ExampleOpener;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.ledger.BatchPace;
import dev.convoy.job.ledger.Todo;
import dev.convoy.store.BatchCommit;
import dev.convoy.store.GrowingOutput;
import dev.convoy.store.LedgerPart;
import dev.convoy.store.StoredTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Does what is to do, one batch after the other, and adds up what the tasks counted. */
final class BatchLoop {
  private static final long MOST_SLICE_IMAGES = 50_000;

  private final JavaSparkContext sc;
  private final ForwardWork work;
  private final GrowingOutput output;
  private final Todo todo;
  private final ForwardStory story = new ForwardStory();
  private SliceResult total = SliceResult.empty();
  private Exhibits exhibits = Exhibits.NONE;
  private int slices;
  private int count;

  BatchLoop(JavaSparkContext sc, ForwardWork work, GrowingOutput output, Todo todo) {
    this.sc = sc;
    this.work = work;
    this.output = output;
    this.todo = todo;
  }

  void run(ExampleOpener opener, BatchPace pace, Progress progress) {
    StoredTable rows = todo.open(sc.hadoopConfiguration());
    Broadcast<ExampleOpener> shared = sc.broadcast(opener);
    try (SliceRunner runner = work.runner(sc, todo.count());
        TaskProgress watched = TaskProgress.watch(sc, "forward", todo.count(), progress)) {
      long done = 0;
      while (done < todo.count()) {
        long images = pace.next(todo.count() - done);
        long parts = work.slices(sc, images);
        parts = Math.max(parts, (images + MOST_SLICE_IMAGES - 1) / MOST_SLICE_IMAGES);
        List<ExampleSlice> batch = todo.slices(rows, done, images, Math.toIntExact(parts), shared);
        watched.batch(done, images, batch.size());
        long begin = System.nanoTime();
        runBatch(runner, batch, images);
        pace.took(images, (System.nanoTime() - begin) / 1e9);
        done += images;
      }
      watched.complete();
      exhibits = runner.exhibits(story);
    } finally {
      shared.destroy();
    }
  }

  private void runBatch(SliceRunner runner, List<ExampleSlice> batch, long images) {
    try (BatchCommit commit = output.batch()) {
      List<SliceResult> results = runner.run(batch, commit.plan(), story);
      SliceResult sum = results.stream().reduce(SliceResult.empty(), SliceResult::plus);
      work.checkNothingLost(images, sum);
      List<LedgerPart> parts = new ArrayList<>();
      for (int slice = 0; slice < results.size(); slice++) {
        parts.add(new LedgerPart(commit.plan().fileName(slice), results.get(slice).tables()));
      }
      output.append(commit, parts, List.of());
      total = total.plus(sum);
      slices += batch.size();
      count++;
    }
  }

  ForwardStory story() {
    return story;
  }

  Exhibits exhibits() {
    return exhibits;
  }

  SliceResult total() {
    return total;
  }

  int slices() {
    return slices;
  }

  /** Batches that were done. */
  int count() {
    return count;
  }
}
