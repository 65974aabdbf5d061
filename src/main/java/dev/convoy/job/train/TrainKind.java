package dev.convoy.job.train;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.job.HadoopFiles;
import dev.convoy.job.HadoopSettings;
import dev.convoy.job.InputFit;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.RejectLimit;
import dev.convoy.job.input.ExampleInput;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.job.report.ReportFile;
import dev.convoy.network.BackwardRunner;
import dev.convoy.network.ClassifierLoss;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.store.StoreException;
import dev.convoy.store.WholeFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** {@code job: train}: labelled images in, weights out. */
public final class TrainKind implements JobKind {
  private static final long DEFAULT_MAX_PIXELS = 100_000_000;
  private static final List<String> LABEL_KEYS = List.of("labels", "idxLabels", "npzLabels");

  @Override
  public String name() {
    return "train";
  }

  @Override
  public String purpose() {
    return "trains a network on labelled images; a killed run goes on where it was";
  }

  @Override
  public List<JobKey> keys() {
    List<JobKey> keys = new ArrayList<>(ExampleInput.keys());
    keys.addAll(ExampleInput.keys("evaluate"));
    keys.addAll(NetworkSetup.keys());
    keys.add(NetworkSetup.preprocessKey());
    keys.add(new JobKey("loss", "softmaxCrossEntropy", "softmaxCrossEntropy", "what is lowered"));
    keys.add(new JobKey("lossNode", "layer", "the only output", "layer of the scores"));
    keys.add(new JobKey("optimizer.kind", "sgd | adam", "required", "rule of the updates"));
    keys.add(new JobKey("optimizer.learningRate", "number", "required", "size of the steps"));
    keys.add(new JobKey("optimizer.momentum", "number", "0", "sgd: share of the step before"));
    keys.add(new JobKey("optimizer.beta1", "number", "0.9", "adam: memory of the gradient"));
    keys.add(new JobKey("optimizer.beta2", "number", "0.999", "adam: memory of its square"));
    keys.add(new JobKey("optimizer.epsilon", "number", "1e-8", "adam: added to the root"));
    keys.add(new JobKey("optimizer.weightDecay", "number", "0", "pull of weights to zero"));
    keys.add(
        new JobKey("schedule.kind", "constant | step | cosine", "constant", "course of the rate"));
    keys.add(new JobKey("schedule.epochs", "whole number", "1", "step: epochs between steps"));
    keys.add(new JobKey("schedule.factor", "number", "0.1", "step: what each multiplies with"));
    keys.add(new JobKey("schedule.end", "number", "0", "cosine: last factor"));
    keys.add(new JobKey("schedule.warmupSteps", "whole number", "0", "cosine: steps of the rise"));
    keys.add(new JobKey("epochs", "whole number", "1", "passes over the images"));
    keys.add(new JobKey("batchSize", "whole number", "128", "images per step"));
    keys.add(
        new JobKey(
            "blockSize", "whole number", "16 or less", "images per block of the sum; a divisor"));
    keys.add(new JobKey("seed", "whole number", "1", "of the shuffles"));
    keys.add(
        new JobKey("checkpointSteps", "whole number", "200", "steps between checkpoints; 0: none"));
    keys.add(new JobKey("resume", "true | false", "true", "go on from a checkpoint"));
    keys.add(new JobKey("output.folder", "path", "required", "weights, metrics, curves, run.json"));
    keys.add(ReportFile.key());
    keys.add(new JobKey("overwrite", "true | false", "false", "replace an earlier training"));
    keys.add(new JobKey("onBadImage", "reject | fail", "reject", "set a bad image aside, or end"));
    keys.add(
        new JobKey("maxRejects", "number or share", "100%", "more rejects than this: exit code 3"));
    keys.add(
        new JobKey(
            "maxPixels", "whole number", "100000000", "larger images are rejected undecoded"));
    keys.add(new JobKey("partitions", "whole number", "one per core", "tasks of a step"));
    keys.add(new JobKey("kernels", "auto | vector | scalar", "auto", "same results, other speed"));
    return keys;
  }

  @Override
  public Job read(ConfigNode file) {
    Configuration conf = HadoopSettings.beforeSpark();
    checkKeys(file);
    file.find("loss").ifPresent(loss -> loss.oneOf("softmaxCrossEntropy"));
    NetworkSetup setup = NetworkSetup.read(file, new HadoopFiles(conf));
    TrainSettings settings = TrainSettings.read(file);
    ClassifierLoss loss = loss(file, setup.network());
    TrainJob.Sources sources = sources(file, setup.network(), conf);
    long maxPixels = file.find("maxPixels").map(ConfigNode::wholeNumber).orElse(DEFAULT_MAX_PIXELS);
    TrainIdentity identity =
        TrainIdentity.of(
            setup.network(),
            setup.preprocess().describe(),
            loss.scores(),
            sources,
            maxPixels,
            settings);
    TrainOutput output = TrainOutput.read(file);
    checkApart(file, output, conf);
    boolean overwrite = file.find("overwrite").map(node -> node.bool()).orElse(false);
    TrainPlan plan =
        new TrainPlan(
            new Dealing(
                sources.input().count(), settings.lanes(), settings.blockSize(), settings.seed()),
            loss,
            setup.preprocess(),
            setup.network().inputShape(),
            settings.kernels(),
            maxPixels,
            file.find("onBadImage")
                .map(b -> b.oneOf("reject", "fail").equals("fail"))
                .orElse(false));
    return new TrainJob(
        setup,
        sources,
        plan,
        settings,
        output,
        identity,
        resumed(file, setup.network(), settings, output, identity, overwrite, conf),
        file.find("maxRejects").map(RejectLimit::read).orElse(RejectLimit.NONE));
  }

  private static ClassifierLoss loss(ConfigNode file, Network network) {
    Optional<ConfigNode> node = file.find("lossNode");
    try {
      ClassifierLoss loss =
          node.map(key -> ClassifierLoss.at(network, key.string()))
              .orElseGet(() -> ClassifierLoss.atOutput(network));
      BackwardRunner.reads(network, loss.from(), BackwardRunner.Images.NOT_WANTED); // can it learn?
      return loss;
    } catch (IllegalArgumentException e) {
      throw node.orElse(file.get("network"))
          .error("%s; name the layer of the scores with lossNode", e.getMessage());
    }
  }

  private static TrainJob.Sources sources(ConfigNode file, Network network, Configuration conf) {
    ConfigNode input = file.get("input");
    Optional<ConfigNode> test = file.find("evaluate");
    return new TrainJob.Sources(
        source(input, NetworkSetup.IMAGE_SIZE, network, conf),
        test.map(node -> source(node, List.of(), network, conf)).stream().toList(),
        labels(input) + test.map(node -> "; evaluated with " + labels(node)).orElse(""));
  }

  /** Where the labels of a source come from, as the job file has it. */
  private static String labels(ConfigNode source) {
    return LABEL_KEYS.stream()
        .flatMap(key -> source.find(key).stream())
        .map(ConfigNode::string)
        .findFirst()
        .orElse("those of the table");
  }

  private static ExampleSource source(
      ConfigNode key, List<String> others, Network network, Configuration conf) {
    ExampleSource source = ExampleInput.read(key, others).open(conf);
    InputFit.check(key, source, network);
    if (!source.labelled()) {
      throw key.error("has no labels; training needs one for every image");
    }
    return source;
  }

  /** The weights that a run begins with are there until it has ended: it may have to begin anew. */
  private static void checkApart(ConfigNode file, TrainOutput output, Configuration conf) {
    file.find("weights")
        .filter(ConfigNode::isScalar)
        .filter(key -> isWritten(key, output, conf))
        .ifPresent(
            key -> {
              throw key.error(
                  "%s is what this job writes; name another output.folder", key.string());
            });
  }

  private static boolean isWritten(ConfigNode file, TrainOutput output, Configuration conf) {
    try {
      return WholeFile.of(file.string(), conf).toString().equals(output.weights(conf).toString());
    } catch (StoreException e) {
      throw file.error("%s", e.getMessage());
    }
  }

  /** The state of a killed run; empty where a training begins. */
  private static Optional<TrainState> resumed(
      ConfigNode file,
      Network network,
      TrainSettings settings,
      TrainOutput output,
      TrainIdentity identity,
      boolean overwrite,
      Configuration conf) {
    boolean resume = file.find("resume").map(ConfigNode::bool).orElse(true);
    ConfigNode key = file.get("output").get("folder");
    try {
      Checkpoints checkpoints = new Checkpoints(output.checkpoint(conf), identity);
      if (resume && checkpoints.exist()) {
        return found(checkpoints, network, settings, overwrite);
      }
      if (!overwrite && (output.isFinished(conf) || checkpoints.exist())) {
        throw key.error(
            "%s holds a training%s; set overwrite: true, or name another folder",
            output.path(), checkpoints.exist() ? " that was not finished" : "");
      }
      return Optional.empty();
    } catch (StoreException e) {
      throw new ConfigException(key.place() + ": " + e.getMessage(), e);
    }
  }

  /** With overwrite, the checkpoint of another training counts as none. */
  private static Optional<TrainState> found(
      Checkpoints checkpoints, Network network, TrainSettings settings, boolean overwrite) {
    try {
      return checkpoints.newest(
          ParameterLayout.of(network).length(), settings.optimizer().stateCount());
    } catch (StoreException e) {
      if (overwrite) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
