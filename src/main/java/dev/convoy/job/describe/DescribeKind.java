package dev.convoy.job.describe;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.HadoopFiles;
import dev.convoy.job.HadoopSettings;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.OutputPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** {@code job: describe}: says what a network is and what it takes, and draws it. */
public final class DescribeKind implements JobKind {
  private static final List<Integer> DEFAULT_BATCH_SIZES = List.of(1, 16, 64);
  private static final int LARGEST_BATCH = 1 << 16;
  private static final String SVG = "svg";

  @Override
  public String name() {
    return "describe";
  }

  @Override
  public String purpose() {
    return "says what a network is: layers, sizes, work, memory; draws its graph";
  }

  @Override
  public List<JobKey> keys() {
    List<JobKey> keys = new ArrayList<>(NetworkSetup.keys());
    keys.add(NetworkSetup.preprocessKey());
    keys.add(
        new JobKey(
            "batchSizes", "list of numbers", "[1, 16, 64]", "batches whose memory is worked out"));
    keys.add(new JobKey("output.svg", "path", "", "file for the drawing of the graph"));
    keys.add(new JobKey("overwrite", "true | false", "false", "replace output of an earlier run"));
    return keys;
  }

  @Override
  public Job read(ConfigNode file) {
    Configuration conf = HadoopSettings.beforeSpark();
    checkKeys(file);
    file.find("input").ifPresent(input -> input.onlyKeys(NetworkSetup.IMAGE_SIZE));
    NetworkSetup setup = NetworkSetup.read(file, new HadoopFiles(conf));
    List<Integer> batchSizes =
        file.find("batchSizes").map(DescribeKind::batchSizes).orElse(DEFAULT_BATCH_SIZES);
    Optional<String> svg = file.find("output").flatMap(output -> svg(file, output, conf));
    return new DescribeJob(setup, batchSizes, svg);
  }

  private static List<Integer> batchSizes(ConfigNode key) {
    List<ConfigNode> sizes = key.listOrSingle();
    if (sizes.isEmpty()) {
      throw key.error("found no sizes, needed at least one");
    }
    return sizes.stream().map(size -> size.integer(1, LARGEST_BATCH)).distinct().toList();
  }

  private static Optional<String> svg(ConfigNode file, ConfigNode output, Configuration conf) {
    output.onlyKeys(SVG);
    Optional<ConfigNode> key = output.find(SVG);
    boolean overwrite = file.find("overwrite").map(ConfigNode::bool).orElse(false);
    if (key.isPresent() && !overwrite) {
      OutputPaths.refuseExisting(output, SVG, key.get().string(), conf);
    }
    return key.map(ConfigNode::string);
  }
}
