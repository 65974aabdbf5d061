package dev.convoy.job.forward;

import dev.convoy.job.Reject;
import dev.convoy.job.forward.ForwardStory.Placed;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.network.Network;
import dev.convoy.store.CommitPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** Runs slices of examples on the cluster, which holds the network for as long as this is open. */
final class SliceRunner implements AutoCloseable {
  private static final long EXHIBITS_SECONDS = 60;

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

  /**
   * What each slice gave, in their order; all are done.
   *
   * @param story hears of every slice
   */
  List<SliceResult> run(List<ExampleSlice> slices, CommitPlan plan, ForwardStory story) {
    Broadcast<Network> sharedNetwork = network;
    Broadcast<SerializableConfiguration> sharedConf = conf;
    ForwardSettings shared = settings;
    List<SliceResult> results =
        sc.parallelize(slices, slices.size())
            .map(slice -> runSlice(slice, sharedNetwork, shared, plan, sharedConf))
            .collect();
    for (int i = 0; i < results.size(); i++) {
      story.add(slices.get(i), results.get(i));
    }
    return results;
  }

  /**
   * Pictures for the report, made by one small task while the network is still there. Where that
   * fails or takes too long, there are none.
   */
  Exhibits exhibits(ForwardStory story) {
    if (settings.sampling().every() == 0) {
      return Exhibits.NONE;
    }
    Broadcast<Network> sharedNetwork = network;
    Broadcast<SerializableConfiguration> sharedConf = conf;
    ForwardSettings shared = settings;
    ArrayList<Placed<Sampled>> sampled = new ArrayList<>(story.specimens());
    ArrayList<Placed<Reject>> rejects = new ArrayList<>(story.visibleRejects());
    if (sampled.isEmpty() && rejects.isEmpty()) {
      return Exhibits.NONE;
    }
    try {
      JavaFutureAction<List<Exhibits>> made =
          sc.parallelize(List.of(0), 1)
              .map(
                  one ->
                      new ExhibitTask(sharedNetwork.value(), shared, sharedConf.value().value())
                          .run(sampled, rejects))
              .collectAsync();
      return resultOf(made);
    } catch (RuntimeException e) { // the rows count already
      return Exhibits.none("no pictures could be made: " + e.getMessage());
    }
  }

  private static Exhibits resultOf(JavaFutureAction<List<Exhibits>> made) {
    try {
      return made.get(EXHIBITS_SECONDS, TimeUnit.SECONDS).get(0);
    } catch (TimeoutException e) {
      made.cancel(true);
      return Exhibits.none("pictures took over " + EXHIBITS_SECONDS + " s to make");
    } catch (ExecutionException e) {
      return Exhibits.none("no pictures could be made: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      made.cancel(true);
      Thread.currentThread().interrupt();
      return Exhibits.none("interrupted");
    }
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
