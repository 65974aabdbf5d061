package dev.convoy.ml;

import dev.convoy.network.Network;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The networks of this driver that queries use: Spark analyses a query several times, and each time
 * must find the same broadcast. Nothing is kept alive that memory is needed for.
 */
final class SharedNetworks {
  private static final Map<String, SoftReference<Broadcast<SharedNetwork>>> BROADCASTS =
      new ConcurrentHashMap<>();

  private SharedNetworks() {}

  /** The broadcast of a network: one for each application and fingerprint. */
  static synchronized Broadcast<SharedNetwork> broadcast(SparkSession spark, Network network) {
    String key = spark.sparkContext().applicationId() + "/" + network.fingerprint();
    SoftReference<Broadcast<SharedNetwork>> known = BROADCASTS.get(key);
    Broadcast<SharedNetwork> shared = known == null ? null : known.get();
    if (shared == null) {
      shared =
          JavaSparkContext.fromSparkContext(spark.sparkContext())
              .broadcast(new SharedNetwork(network));
      BROADCASTS.put(key, new SoftReference<>(shared));
    }
    return shared;
  }
}
