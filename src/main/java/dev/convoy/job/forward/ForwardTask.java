package dev.convoy.job.forward;

import dev.convoy.image.BadImageException;
import dev.convoy.job.ExampleLoader;
import dev.convoy.job.RunFailure;
import dev.convoy.job.StepClock;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.ledger.LedgerTable;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.network.PreparedNetwork;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.Ledger;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableWriter;
import dev.convoy.store.TaskTables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * One slice of the examples on an executor: read, decode, run the network batch by batch, write.
 * One thread; the memory it needs does not grow with the slice.
 */
final class ForwardTask {
  private static final String DECODE = "decode";
  private static final String COMPUTE = "compute";
  static final String WRITE = "write";

  private final Network network;
  private final ForwardSettings settings;
  private final TaskTables tables;
  private final ExampleLoader loader;
  private final NetworkRunner runner;
  private final StepClock clock = new StepClock(ExampleLoader.READ, DECODE, COMPUTE, WRITE);
  private final List<Example> batch = new ArrayList<>();
  private final int imageFloats;
  private final int[] tapFloats;
  private final Set<Long> rejectedIds = new HashSet<>();
  private long images;
  private long labelled;
  private long correct;

  private ForwardTask(
      Network network, PreparedNetwork prepared, ForwardSettings settings, TaskTables tables) {
    this.network = network;
    this.settings = settings;
    this.tables = tables;
    this.loader =
        new ExampleLoader(settings.preprocess(), network.inputShape(), settings.maxPixels());
    this.runner = new NetworkRunner(prepared, settings.batchSize(), wanted(network, settings));
    this.imageFloats = network.inputShape().length();
    this.tapFloats =
        settings.taps().stream().mapToInt(tap -> network.shapeOf(tap).length()).toArray();
  }

  private static Set<String> wanted(Network network, ForwardSettings settings) {
    Set<String> wanted = new LinkedHashSet<>(settings.taps());
    settings.kept().forEach(tensor -> wanted.addAll(tensor.readsFrom(network)));
    return wanted;
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
    PreparedNetwork prepared = network.prepared(settings.kernels());
    try (TaskTables tables = TaskTables.open(plan, number, conf);
        ExampleReader reader = slice.open(conf)) {
      ForwardTask task = new ForwardTask(network, prepared, settings, tables);
      task.readAll(reader);
      if (!reader.listed().isEmpty()) {
        LedgerTable.write(tables.table(Ledger.TABLE), reader.listed(), task.rejectedIds);
      }
      return task.finish(prepared);
    }
  }

  private void readAll(ExampleReader reader) throws IOException {
    clock.step(ExampleLoader.READ);
    while (reader.hasNext()) {
      Example example = reader.next();
      images++;
      clock.step(DECODE);
      take(example);
      if (batch.size() == settings.batchSize()) {
        runBatch();
      }
      clock.step(ExampleLoader.READ);
    }
    if (!batch.isEmpty()) {
      runBatch();
    }
  }

  private SliceResult finish(PreparedNetwork prepared) throws IOException {
    clock.step(WRITE);
    Map<String, TableCount> counts = tables.commit();
    return new SliceResult(
        images,
        rejectedIds.size(),
        labelled,
        correct,
        counts,
        clock.stop(),
        Set.of(prepared.describeKernels()),
        runner.plan());
  }

  /** Puts an example into the batch, or rejects it. */
  private void take(Example example) throws IOException {
    try {
      loader.load(example, runner.input(), batch.size() * imageFloats);
      batch.add(example);
    } catch (BadImageException e) {
      reject(example, e.stage(), e.reason());
    }
  }

  private void reject(Example example, String stage, String reason) throws IOException {
    if (settings.failOnBadImage()) {
      throw new RunFailure(
          "%s (%s bytes): %s: %s; set onBadImage: reject to go on without it"
              .formatted(example.path(), example.size(), stage, reason));
    }
    rejectedIds.add(example.id());
    clock.step(WRITE);
    TableWriter writer = tables.table(ForwardTables.REJECTS);
    writer.write(
        new TableRow(writer.schema())
            .set(0, example.id())
            .set(1, example.path())
            .set(2, example.size())
            .set(3, stage)
            .set(4, reason));
    clock.step(DECODE);
  }

  private void runBatch() throws IOException {
    clock.step(COMPUTE);
    runner.forward(batch.size());
    clock.step(WRITE);
    if (!settings.taps().isEmpty()) {
      writeFeatures();
    }
    if (!settings.kept().isEmpty()) {
      writeCaches();
    }
    countCorrect();
    batch.clear();
  }

  private void writeFeatures() throws IOException {
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

  private void writeCaches() throws IOException {
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

  private void countCorrect() {
    String tap = settings.scores();
    if (tap.isEmpty()) {
      return;
    }
    float[] scores = runner.output(tap);
    int classes = network.shapeOf(tap).length();
    for (int image = 0; image < batch.size(); image++) {
      int label = batch.get(image).label();
      if (label >= 0) {
        labelled++;
        correct += largest(scores, image * classes, classes) == label ? 1 : 0;
      }
    }
  }

  /** Index of the largest value, the first where several are. */
  private static int largest(float[] values, int at, int count) {
    int largest = 0;
    for (int i = 1; i < count; i++) {
      if (values[at + i] > values[at + largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
