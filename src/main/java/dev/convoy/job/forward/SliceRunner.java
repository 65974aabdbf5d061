package dev.convoy.job.forward;

import dev.convoy.job.input.ExampleSlice;
import dev.convoy.network.Network;
import dev.convoy.store.CommitPlan;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Runs slices of examples on the cluster, which holds the network for as long as this is open. */
final class SliceRunner implements AutoCloseable {
  private final JavaSparkContext sc;
  private final ForwardSettings settings;
  private final Broadcast<Network> network;
  private final Broadcast<SerializableConfiguration> conf;

  private SliceRunner(
      JavaSparkContext sc,
      ForwardSettings settings,
      Broadcast<Network> network,
      Broadcast<SerializableConfiguration> conf) {
    this.sc = sc;
    this.settings = settings;
    this.network = network;
    this.conf = conf;
  }

  static SliceRunner open(JavaSparkContext sc, Network network, ForwardSettings settings) {
    return new SliceRunner(
        sc,
        settings,
        sc.broadcast(network),
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration())));
  }

  /** What each slice gave, in their order; all are done. */
  List<SliceResult> run(List<ExampleSlice> slices, CommitPlan plan) {
    Broadcast<Network> sharedNetwork = network;
    Broadcast<SerializableConfiguration> sharedConf = conf;
    ForwardSettings shared = settings;
    return sc.parallelize(slices, slices.size())
        .map(slice -> runSlice(slice, sharedNetwork, shared, plan, sharedConf))
        .collect();
  }

  /** On an executor. */
  private static SliceResult runSlice(
      ExampleSlice slice,
      Broadcast<Network> network,
      ForwardSettings settings,
      CommitPlan plan,
      Broadcast<SerializableConfiguration> conf)
      throws Exception {
    Configuration hadoop = conf.value().value();
    int number = TaskContext.getPartitionId();
    return ForwardTask.run(slice, number, network.value(), settings, plan, hadoop);
  }

  @Override
  public void close() {
    network.destroy();
    conf.destroy();
  }
}
