package dev.convoy.ml;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.image.Preprocess;
import dev.convoy.job.HadoopFiles;
import dev.convoy.job.NetworkSetup;
import dev.convoy.network.Network;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * A network on its way to tasks: which tap of it, and how images are prepared. The network itself
 * is a broadcast, which an executor holds once for all tasks and queries.
 *
 * @param tap a node of the network
 * @param length numbers of the tap, for one image
 */
record FeatureModel(Broadcast<SharedNetwork> network, Preprocess preprocess, String tap, int length)
    implements Serializable {

  /**
   * Reads a model, by the rules of a job file.
   *
   * @param owner who asks, for errors
   * @param model path of a {@code .onnx} or {@code .yaml} file
   * @param tap a node, or {@code beforeClassifier}
   * @param preprocess as in a job file: a preset or a mapping; empty for the network's own
   * @throws ConfigException naming what is wrong with which of them
   */
  static FeatureModel read(
      SparkSession spark, String owner, String model, String tap, String preprocess) {
    List<String> lines = new ArrayList<>();
    lines.add("network: " + quoted(model));
    lines.add("taps: " + quoted(tap));
    if (!preprocess.isBlank()) {
      lines.add("preprocess: " + preprocess);
    }
    ConfigNode node = ConfigReader.read(String.join("\n", lines), owner);
    HadoopFiles files = new HadoopFiles(spark.sparkContext().hadoopConfiguration());
    NetworkSetup setup = NetworkSetup.read(node, files);
    String known = setup.taps(node.get("taps")).get(0);
    return new FeatureModel(
        SharedNetworks.broadcast(spark, setup.network()),
        setup.preprocess(),
        known,
        setup.network().shapeOf(known).length());
  }

  /** As a YAML scalar, whatever its letters. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
