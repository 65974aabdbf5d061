package dev.convoy.job.backward;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.HadoopFiles;
import dev.convoy.job.HadoopSettings;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.OutputPaths;
import dev.convoy.job.report.ReportFile;
import dev.convoy.network.BackwardRunner;
import dev.convoy.network.BackwardRunner.Images;
import dev.convoy.network.ClassifierLoss;
import dev.convoy.network.ForwardCache;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.network.PreparedNetwork;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/** {@code job: backward}: forward caches of an earlier run in, gradients of the weights out. */
public final class BackwardKind implements JobKind {
  private static final int DEFAULT_BLOCK_SIZE = 16;
  private static final int MOST_PARTITIONS = 100_000;

  @Override
  public String name() {
    return "backward";
  }

  @Override
  public String purpose() {
    return "runs stored forward caches backward; writes the gradients of all weights, summed";
  }

  @Override
  public List<JobKey> keys() {
    List<JobKey> keys = new ArrayList<>();
    keys.add(new JobKey("caches", "path", "required", "folder of forward caches (output.caches)"));
    keys.addAll(NetworkSetup.keys());
    keys.addAll(
        List.of(
            new JobKey("loss", "softmaxCrossEntropy", "", "begin with this loss and the labels"),
            new JobKey("lossNode", "layer", "the only output", "layer of the scores"),
            new JobKey("gradOutput.npz", "path", "", "or begin with these upstream gradients"),
            new JobKey("gradOutput.array", "name", "", "array [images, ...] of that archive"),
            new JobKey(
                "gradOutput.table", "path", "", "or those of a Parquet table with column id"),
            new JobKey("gradOutput.column", "name", "", "column of that table"),
            new JobKey(
                "gradOutput.node", "layer", "the only output", "layer whose gradients they are"),
            new JobKey("output.gradients", "path", "required", "NumPy archive for the gradients"),
            new JobKey("output.gradInput", "path", "", "folder for the gradient of each image"),
            new JobKey("output.run", "path", "beside the output", "file for the run's numbers"),
            ReportFile.key(),
            new JobKey("overwrite", "true | false", "false", "replace output of an earlier run"),
            new JobKey(
                "blockSize",
                "whole number",
                "16",
                "examples per block of the sum; part of the result"),
            new JobKey(
                "partitions", "whole number", "2 per core", "tasks the caches are split into"),
            new JobKey("kernels", "auto | vector | scalar", "auto", "same results, other speed")));
    return keys;
  }

  @Override
  public Job read(ConfigNode file) {
    Configuration conf = HadoopSettings.beforeSpark();
    checkKeys(file);
    file.find("input").ifPresent(input -> input.onlyKeys(NetworkSetup.IMAGE_SIZE));
    Network network = NetworkSetup.read(file, new HadoopFiles(conf)).network();
    CacheTable cache = CacheTable.open(file.get("caches"), network, conf);
    Upstream upstream = Upstream.read(file, network, cache, conf);
    BackwardOutput output = BackwardOutput.read(file, conf);
    checkApart(file, conf);
    BackwardSettings settings = settings(file, network, upstream, output);
    cache.checkHolds(file.get("caches"), settings.kept());
    int partitions = file.find("partitions").map(p -> p.integer(1, MOST_PARTITIONS)).orElse(0);
    return new BackwardJob(network, cache, upstream, settings, output, partitions);
  }

  /** Nothing is written over what is read, and the files not into the folder. */
  private static void checkApart(ConfigNode file, Configuration conf) {
    ConfigNode output = file.get("output");
    List<ConfigNode> inputs = new ArrayList<>(List.of(file.get("caches")));
    file.find("gradOutput")
        .ifPresent(given -> given.find("npz").or(() -> given.find("table")).ifPresent(inputs::add));
    for (ConfigNode written : ReportFile.places(output)) {
      inputs.forEach(read -> OutputPaths.refuseWithin(written, read, conf));
    }
    output
        .find("gradInput")
        .ifPresent(
            folder -> {
              OutputPaths.refuseWithin(output.get("gradients"), folder, conf);
              output.find("run").ifPresent(run -> OutputPaths.refuseWithin(run, folder, conf));
            });
  }

  private static BackwardSettings settings(
      ConfigNode file, Network network, Upstream upstream, BackwardOutput output) {
    Images images = output.gradInput().isPresent() ? Images.WANTED : Images.NOT_WANTED;
    ClassifierLoss loss = upstream instanceof Upstream.Loss l ? l.loss() : null;
    try {
      return new BackwardSettings(
          kept(network, upstream.from(), images, loss),
          upstream.from(),
          loss,
          file.find("blockSize").map(b -> b.integer(1, 1 << 16)).orElse(DEFAULT_BLOCK_SIZE),
          file.find("kernels").map(k -> k.oneOf(PreparedNetwork.KERNEL_NAMES)).orElse("auto"),
          output.gradInput().isPresent());
    } catch (IllegalArgumentException e) {
      throw beginning(file).error("%s", e.getMessage());
    }
  }

  /** The key that says where backward begins. */
  private static ConfigNode beginning(ConfigNode file) {
    return file.find("gradOutput")
        .map(given -> given.find("node").orElse(given))
        .or(() -> file.find("lossNode"))
        .orElseGet(() -> file.get("loss"));
  }

  /** What the pass reads, and the scores where a loss reads them. */
  private static ArrayList<KeptTensor> kept(
      Network network, String from, Images images, @Nullable ClassifierLoss loss) {
    List<KeptTensor> read = BackwardRunner.reads(network, from, images);
    ArrayList<KeptTensor> kept = new ArrayList<>();
    for (KeptTensor tensor : ForwardCache.of(network)) {
      if (read.contains(tensor) || loss != null && tensor.name().equals(loss.scores())) {
        kept.add(tensor);
      }
    }
    if (loss != null && kept.stream().noneMatch(t -> t.name().equals(loss.scores()))) {
      throw new IllegalArgumentException(
          "the forward cache keeps no output of \"" + loss.scores() + "\", which the loss reads");
    }
    return kept;
  }
}
