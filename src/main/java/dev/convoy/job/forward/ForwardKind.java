package dev.convoy.job.forward;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.job.CommonKeys;
import dev.convoy.job.HadoopFiles;
import dev.convoy.job.HadoopSettings;
import dev.convoy.job.InputFit;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.OutputPaths;
import dev.convoy.job.PictureLimit;
import dev.convoy.job.RejectLimit;
import dev.convoy.job.TimeSpan;
import dev.convoy.job.input.ExampleInput;
import dev.convoy.job.ledger.Missing;
import dev.convoy.job.report.ReportFile;
import dev.convoy.network.ForwardCache;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.network.PreparedNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** {@code job: forward}: images through a network; features and forward caches come out. */
public final class ForwardKind implements JobKind {
  private static final String RETRY_REJECTS = "retryRejects";
  private static final String COMMIT_EVERY = "commitEvery";
  private static final String BATCH_TIMEOUT = "batchTimeout";
  private static final Duration DEFAULT_BATCH_TIMEOUT = Duration.ofMinutes(10);
  private static final long DEFAULT_MAX_PIXELS = 100_000_000;
  private static final int MOST_PARTITIONS = 100_000;

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public String purpose() {
    return "runs images through a network; writes features of any layer, and forward caches";
  }

  @Override
  public List<JobKey> keys() {
    List<JobKey> keys = new ArrayList<>(ExampleInput.keys());
    keys.addAll(NetworkSetup.keys());
    keys.add(NetworkSetup.preprocessKey());
    keys.add(
        new JobKey(
            "taps", "list of layers", "", "layers that become features; beforeClassifier is one"));
    keys.add(new JobKey("output.features", "path", "", "folder for the features; needs taps"));
    keys.add(new JobKey("output.caches", "path", "", "folder for the forward caches"));
    keys.addAll(CommonKeys.besideOutput());
    keys.add(new JobKey("output.ledger", "path", "beside the output", "folder for what is done"));
    keys.add(
        new JobKey(
            ForwardOutput.ONLY_NEW,
            "true | false",
            "false",
            "add what is missing in the output; go on with a run that was killed"));
    keys.add(
        new JobKey(RETRY_REJECTS, "true | false", "false", "onlyNew: try rejected images again"));
    keys.add(
        new JobKey(
            COMMIT_EVERY, "whole number", "by time", "onlyNew: images after which rows count"));
    keys.add(CommonKeys.overwrite());
    keys.addAll(CommonKeys.badImages());
    keys.add(
        new JobKey(
            "batchSize", "whole number", "16, or what fits", "images per call of the network"));
    keys.add(
        new JobKey(
            BATCH_TIMEOUT, "90s, 10m, ... | none", "10m", "images that take longer are rejected"));
    keys.add(
        new JobKey("partitions", "whole number", "by size", "tasks the images are split into"));
    keys.add(new JobKey("kernels", "auto | vector | scalar", "auto", "same results, other speed"));
    return keys;
  }

  @Override
  public Job read(ConfigNode file) {
    Configuration conf = HadoopSettings.beforeSpark();
    checkKeys(file);
    NetworkSetup setup = NetworkSetup.read(file, new HadoopFiles(conf));
    ForwardOutput output = ForwardOutput.read(file, conf);
    checkApart(file, conf);
    ForwardSettings settings = settings(file, setup, output);
    ForwardRun run = run(file, conf);
    InputFit.check(file.get("input"), run.examples(), setup.network());
    int partitions = file.find("partitions").map(p -> p.integer(1, MOST_PARTITIONS)).orElse(0);
    RejectLimit maxRejects =
        file.find("maxRejects").map(RejectLimit::read).orElse(RejectLimit.NONE);
    String title = "forward, network " + setup.network().name();
    ForwardWork work =
        new ForwardWork(
            title, setup, settings, output, ReportFile.read(file, output.runFile()), partitions);
    return new ForwardJob(run, work, maxRejects);
  }

  private static ForwardRun run(ConfigNode file, Configuration conf) {
    ExampleInput input = ExampleInput.read(file.get("input"), NetworkSetup.IMAGE_SIZE);
    boolean onlyNew = file.find(ForwardOutput.ONLY_NEW).map(ConfigNode::bool).orElse(false);
    for (String key : List.of(RETRY_REJECTS, COMMIT_EVERY)) {
      if (!onlyNew && file.find(key).isPresent()) {
        throw file.get(key).error("goes with \"onlyNew: true\"");
      }
    }
    if (!onlyNew) {
      return new WholeRun(input.open(conf));
    }
    boolean retry = file.find(RETRY_REJECTS).map(ConfigNode::bool).orElse(false);
    return new GrowingRun(
        input.list(conf),
        retry ? Missing.Rejected.RETRY : Missing.Rejected.KEEP,
        file.find(COMMIT_EVERY).map(n -> n.integer(1, Integer.MAX_VALUE)).orElse(0));
  }

  /** A table of an earlier run is not written over while it is read. */
  private static void checkApart(ConfigNode file, Configuration conf) {
    file.get("input")
        .find("table")
        .ifPresent(
            table ->
                ReportFile.places(file.get("output"))
                    .forEach(written -> OutputPaths.refuseWithin(written, table, conf)));
  }

  private static ForwardSettings settings(
      ConfigNode file, NetworkSetup setup, ForwardOutput output) {
    List<String> taps = file.find("taps").map(setup::taps).orElse(List.of());
    if (taps.isEmpty() == output.writesFeatures()) {
      throw new ConfigException(
          output.writesFeatures()
              ? file.place() + ": \"output.features\" needs \"taps\": the layers to write"
              : file.get("taps").place() + ": \"taps\" needs \"output.features\": where to write");
    }
    List<KeptTensor> kept = output.writesCaches() ? ForwardCache.of(setup.network()) : List.of();
    checkColumns(file, setup.network(), taps, kept);
    return new ForwardSettings(
        taps,
        scores(setup.network(), taps),
        new ArrayList<>(kept),
        setup.preprocess(),
        file.find("batchSize").map(b -> b.integer(1, 1 << 16)).orElse(0),
        file.find("kernels").map(k -> k.oneOf(PreparedNetwork.KERNEL_NAMES)).orElse("auto"),
        PictureLimit.of(
            file.find("maxPixels").map(ConfigNode::wholeNumber).orElse(DEFAULT_MAX_PIXELS)),
        file.find(BATCH_TIMEOUT).map(TimeSpan::read).orElse(DEFAULT_BATCH_TIMEOUT),
        Sampling.NONE, // before it is known how many images there are
        file.find("onBadImage").map(b -> b.oneOf("reject", "fail").equals("fail")).orElse(false));
  }

  /** The first tap of scores: one called logits, or the classifier at the network's end. */
  private static String scores(Network network, List<String> taps) {
    return taps.stream()
        .filter(tap -> tap.equals("logits") || network.isClassifier(tap))
        .findFirst()
        .orElse("");
  }

  /** Layers become columns beside id, path and label, so their names must differ from those. */
  private static void checkColumns(
      ConfigNode file, Network network, List<String> taps, List<KeptTensor> kept) {
    try {
      ForwardTables.features(network, taps);
      ForwardTables.caches(kept);
    } catch (IllegalArgumentException e) {
      throw file.get("network").error("%s; rename that layer", e.getMessage());
    }
  }
}
