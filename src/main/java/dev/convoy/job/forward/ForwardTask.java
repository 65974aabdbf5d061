package dev.convoy.job.forward;

import dev.convoy.job.Reject;
import dev.convoy.job.StepClock;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.Listed;
import dev.convoy.job.ledger.LedgerTable;
import dev.convoy.job.report.RejectKinds;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.Ledger;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableWriter;
import dev.convoy.store.TaskTables;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;

/**
 * One slice of the examples on an executor: read, decode, run the network batch by batch, write.
 * One thread works at a time; the memory it needs does not grow with the slice.
 */
final class ForwardTask {
  static final String WRITE = "write";

  private final Network network;
  private final ForwardSettings settings;
  private final TaskTables tables;
  private final StepClock clock = new StepClock(WRITE);
  private final int[] tapFloats;
  private final Set<Long> rejectedIds = new HashSet<>();
  private final RejectKinds rejects = new RejectKinds();
  private final Sampler sampler;
  private long images;
  private long labelled;
  private long correct;

  private ForwardTask(Network network, ForwardSettings settings, TaskTables tables) {
    this.network = network;
    this.settings = settings;
    this.tables = tables;
    this.sampler = new Sampler(network, settings);
    this.tapFloats =
        settings.taps().stream().mapToInt(tap -> network.shapeOf(tap).length()).toArray();
  }

  /**
   * Does a slice.
   *
   * @param number of the slice, in the order of examples
   */
  static SliceResult run(
      ExampleSlice slice,
      int number,
      Network network,
      ForwardSettings settings,
      CommitPlan plan,
      Configuration conf)
      throws IOException {
    try (TaskTables tables = TaskTables.open(plan, number, conf);
        GuardedBatches batches = new GuardedBatches(slice, network, settings, conf)) {
      ForwardTask task = new ForwardTask(network, settings, tables);
      while (batches.next()) {
        task.write(batches.batch());
      }
      List<Listed> listed = batches.batch().reader().listed();
      if (!listed.isEmpty()) {
        LedgerTable.write(tables.table(Ledger.TABLE), listed, task.rejectedIds);
      }
      return task.finish(batches);
    }
  }

  private void write(BatchMaker batch) throws IOException {
    clock.step(WRITE);
    for (Reject rejected : batch.rejects()) {
      write(rejected);
    }
    images += batch.images().size() + batch.rejects().size();
    if (!settings.taps().isEmpty()) {
      writeFeatures(batch.images(), batch.runner());
    }
    if (!settings.kept().isEmpty()) {
      writeCaches(batch.images(), batch.runner());
    }
    countCorrect(batch.images(), batch.runner());
    sampler.take(batch);
    clock.step("");
  }

  private SliceResult finish(GuardedBatches batches) throws IOException {
    clock.step(WRITE);
    Map<String, TableCount> counts = tables.commit();
    Map<String, Long> times = batches.times();
    times.putAll(clock.stop());
    return new SliceResult(
        images,
        rejectedIds.size(),
        labelled,
        correct,
        counts,
        times,
        Set.of(network.prepared(settings.kernels()).describeKernels()),
        batches.batch().runner().plan(),
        new TaskStory(TaskContext.get().taskAttemptId(), rejects, sampler.sampled()));
  }

  private void write(Reject reject) throws IOException {
    if (settings.failOnBadImage()) {
      throw reject.failure();
    }
    rejectedIds.add(reject.id());
    rejects.add(reject);
    tables.table(ForwardTables.REJECTS).write(reject.row());
  }

  private void writeFeatures(List<Example> batch, NetworkRunner runner) throws IOException {
    TableWriter writer = tables.table(ForwardTables.FEATURES);
    TableRow row = new TableRow(writer.schema());
    for (int image = 0; image < batch.size(); image++) {
      int column = setExample(row, batch.get(image));
      for (int tap = 0; tap < tapFloats.length; tap++) {
        String node = settings.taps().get(tap);
        row.set(column++, runner.output(node), image * tapFloats[tap]);
      }
      writer.write(row);
    }
  }

  private void writeCaches(List<Example> batch, NetworkRunner runner) throws IOException {
    TableWriter writer = tables.table(ForwardTables.CACHES);
    TableRow row = new TableRow(writer.schema());
    for (int image = 0; image < batch.size(); image++) {
      int column = setExample(row, batch.get(image));
      for (KeptTensor tensor : settings.kept()) {
        if (tensor.isFloat()) {
          row.set(column++, runner.output(tensor.node()), image * tensor.shape().length());
        } else {
          row.set(column++, tensor.packed(network, runner, batch.size(), image));
        }
      }
      writer.write(row);
    }
  }

  /** Sets id, path and label, and returns the column after them. */
  private static int setExample(TableRow row, Example example) {
    row.set(0, example.id()).set(1, example.path());
    if (example.label() < 0) {
      row.setNull(2);
    } else {
      row.set(2, example.label());
    }
    return 3;
  }

  private void countCorrect(List<Example> batch, NetworkRunner runner) {
    if (settings.scores().isEmpty()) {
      return;
    }
    for (int image = 0; image < batch.size(); image++) {
      int label = batch.get(image).label();
      if (label >= 0) {
        labelled++;
        correct += sampler.predicted(runner, image) == label ? 1 : 0;
      }
    }
  }
}
