package dev.convoy.job.backward;

import dev.convoy.job.RunFailure;
import dev.convoy.job.StepClock;
import dev.convoy.job.sum.BlockTree;
import dev.convoy.job.sum.LossSum;
import dev.convoy.job.sum.OneSum;
import dev.convoy.job.sum.PartialSum;
import dev.convoy.network.BackwardRunner;
import dev.convoy.network.BackwardRunner.Images;
import dev.convoy.network.ClassifierLoss;
import dev.convoy.network.KeptBatch;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.network.PreparedNetwork;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableWriter;
import dev.convoy.store.TaskTables;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Some blocks of examples on an executor: read, run the network backward, sum. One thread; the
 * memory it needs grows with the logarithm of the blocks.
 */
final class BackwardTask {
  static final String READ = "read";
  static final String COMPUTE = "compute";
  static final String WRITE = "write";

  private final Network network;
  private final BackwardSettings settings;
  private final BackwardRunner runner;
  private final KeptBatch kept;
  private final StepClock clock = new StepClock(READ, COMPUTE, WRITE);
  private final int[] labels;
  private final double[] losses;
  private final int upstreamFloats;
  private final String kernels;
  private LossSum loss = LossSum.ZERO;
  private long images;
  private long correct;

  private BackwardTask(Network network, BackwardSettings settings) {
    PreparedNetwork prepared = network.prepared(settings.kernels());
    this.network = network;
    this.settings = settings;
    this.kernels = prepared.describeKernels();
    Images wanted = settings.writesGradInput() ? Images.WANTED : Images.NOT_WANTED;
    this.runner = new BackwardRunner(prepared, settings.blockSize(), settings.from(), wanted);
    this.kept = KeptBatch.ofStored(settings.kept(), settings.blockSize());
    this.labels = new int[settings.blockSize()];
    this.losses = new double[settings.blockSize()];
    this.upstreamFloats = network.shapeOf(settings.from()).length();
  }

  /**
   * Sums blocks.
   *
   * @param rows in the order of their ids
   * @param firstBlock no other task before this one has a block from here on
   * @param endBlock no task after this one has a block before here
   * @param plan the tables of the run; null where it writes none
   */
  static PartialSum<BackwardStory> run(
      Iterator<CacheRow> rows,
      long firstBlock,
      long endBlock,
      Network network,
      BackwardSettings settings,
      @Nullable CommitPlan plan,
      Configuration conf)
      throws IOException {
    BackwardTask task = new BackwardTask(network, settings);
    if (plan == null || OneSum.isSumAlone()) {
      return task.sum(rows, firstBlock, endBlock, null);
    }
    try (TaskTables tables = TaskTables.open(plan, TaskContext.getPartitionId(), conf)) {
      return task.sum(rows, firstBlock, endBlock, tables);
    }
  }

  private PartialSum<BackwardStory> sum(
      Iterator<CacheRow> rows, long firstBlock, long endBlock, @Nullable TaskTables tables)
      throws IOException {
    BlockTree tree = new BlockTree(ParameterLayout.of(network).length(), firstBlock);
    clock.step(READ);
    BlockRows blocks = new BlockRows(rows, settings);
    while (blocks.hasNext()) {
      List<CacheRow> block = blocks.next();
      clock.step(COMPUTE);
      float[] gradients = tree.zeros();
      load(block);
      setUpstream(block);
      runner.backward(block.size(), kept, gradients);
      checkFinite(block, gradients);
      images += block.size();
      tree.add(settings.blockOf(block.get(0).id()), gradients);
      if (tables != null) {
        clock.step(WRITE);
        write(block, tables.table(BackwardTables.GRAD_INPUT));
      }
      clock.step(READ);
    }
    clock.step(WRITE);
    LinkedHashMap<String, TableCount> counts =
        tables == null ? new LinkedHashMap<>() : new LinkedHashMap<>(tables.commit());
    BackwardStory story =
        new BackwardStory(
            images,
            loss,
            correct,
            counts,
            new LinkedHashMap<>(clock.stop()),
            new TreeSet<>(List.of(kernels)),
            TaskContext.get().taskAttemptId());
    return PartialSum.of(tree.finish(endBlock), story);
  }

  private void load(List<CacheRow> block) {
    for (int i = 0; i < block.size(); i++) {
      CacheRow row = block.get(i);
      if (!row.cached()) {
        throw new RunFailure(
            "gradOutput: %s has an upstream gradient, but no forward cache; give gradients of the examples in the cache alone"
                .formatted(row.name()));
      }
      for (int t = 0; t < settings.kept().size(); t++) {
        KeptTensor tensor = settings.kept().get(t);
        try {
          kept.load(tensor, i, row.tensors()[t]);
        } catch (IllegalArgumentException e) {
          throw new RunFailure("forward cache: " + row.name() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  private void setUpstream(List<CacheRow> block) {
    ClassifierLoss classifier = settings.loss();
    if (classifier == null) {
      copyUpstream(block);
      return;
    }
    float[] scores = kept.floats(classifier.scores());
    for (int i = 0; i < block.size(); i++) {
      labels[i] = block.get(i).label();
      correct += classifier.predicted(scores, i) == labels[i] ? 1 : 0;
    }
    classifier.gradient(block.size(), scores, labels, losses, runner.upstream());
    for (int i = 0; i < block.size(); i++) {
      if (!Double.isFinite(losses[i])) {
        throw new RunFailure(
            "%s: its loss is %s; node %s holds what is not finite"
                .formatted(block.get(i).name(), losses[i], classifier.scores()));
      }
      loss = loss.plus(losses[i]);
    }
  }

  private void copyUpstream(List<CacheRow> block) {
    for (int i = 0; i < block.size(); i++) {
      float[] upstream = block.get(i).upstream();
      if (upstream.length == 0) {
        throw new RunFailure(
            "gradOutput: no upstream gradient for %s; give one for every example in the cache"
                .formatted(block.get(i).name()));
      }
      if (upstream.length != upstreamFloats) {
        throw new RunFailure(
            "gradOutput: %s has %s numbers, node %s needs %s %s"
                .formatted(
                    block.get(i).name(),
                    upstream.length,
                    settings.from(),
                    upstreamFloats,
                    network.shapeOf(settings.from())));
      }
      checkFinite(block.get(i), upstream);
      System.arraycopy(upstream, 0, runner.upstream(), i * upstreamFloats, upstreamFloats);
    }
  }

  /** Looked at here, since a relu may let nothing of it through to any sum. */
  private void checkFinite(CacheRow row, float[] upstream) {
    for (float value : upstream) {
      if (!Float.isFinite(value)) {
        throw new RunFailure(
            "gradOutput: %s: the gradient of node %s is not finite: %s"
                .formatted(row.name(), settings.from(), value));
      }
    }
  }

  /** A sum that is not finite is traced to its example and node before anything is handed on. */
  private void checkFinite(List<CacheRow> block, float[] gradients) {
    if (isFinite(gradients, gradients.length)
        && (!settings.writesGradInput()
            || isFinite(runner.gradInput(), block.size() * network.inputShape().length()))) {
      return;
    }
    for (CacheRow row : block) {
      load(List.of(row));
      setUpstream(List.of(row));
      Optional<String> where = runner.findNonFinite(1, kept, new float[gradients.length]);
      if (where.isPresent()) {
        throw new RunFailure(
            "%s: %s is not finite (NaN or infinite); look at this example's forward cache and upstream gradient"
                .formatted(row.name(), where.get()));
      }
    }
    throw new RunFailure(
        "gradients of %s to %s: each is finite, but their sum exceeds float32; scale the upstream gradients down"
            .formatted(block.get(0).name(), block.get(block.size() - 1).name()));
  }

  private static boolean isFinite(float[] values, int count) {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  private void write(List<CacheRow> block, TableWriter writer) throws IOException {
    TableRow row = new TableRow(writer.schema());
    int length = network.inputShape().length();
    for (int i = 0; i < block.size(); i++) {
      CacheRow example = block.get(i);
      row.set(0, example.id()).set(1, example.path());
      if (example.label() < 0) {
        row.setNull(2);
      } else {
        row.set(2, example.label());
      }
      writer.write(row.set(3, runner.gradInput(), i * length));
    }
  }
}
