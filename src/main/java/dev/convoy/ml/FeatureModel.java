package dev.convoy.ml;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.image.Channels;
import dev.convoy.image.Preprocess;
import dev.convoy.job.HadoopFiles;
import dev.convoy.job.NetworkSetup;
import dev.convoy.network.Network;
import java.io.Serializable;
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
   * @throws ConfigException naming what is wrong with which setting
   */
  static FeatureModel read(SparkSession spark, String owner, ModelSettings settings) {
    ConfigNode node = ConfigReader.read(settings.yaml(), owner);
    HadoopFiles files = new HadoopFiles(spark.sparkContext().hadoopConfiguration());
    NetworkSetup setup = NetworkSetup.read(node, files);
    checkChannels(node, setup.network());
    String known = setup.taps(node.get("taps")).get(0);
    return new FeatureModel(
        SharedNetworks.broadcast(spark, setup.network()),
        setup.preprocess(),
        known,
        setup.network().shapeOf(known).length());
  }

  private static void checkChannels(ConfigNode node, Network network) {
    try {
      Channels.of(network.inputShape().c());
    } catch (IllegalArgumentException e) {
      throw node.get("network").error("%s", e.getMessage());
    }
  }
}
