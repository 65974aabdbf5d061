package dev.convoy.store;

import org.apache.spark.sql.SparkSession;

/** One small session for all tests of a JVM; a failed task is tried four times. */
public final class LocalSpark {
  private LocalSpark() {}

  private static final class Holder {
    static final SparkSession SESSION =
        SparkSession.builder()
            .master("local[2,4]")
            .appName("convoy tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.warehouse.dir", "target/spark-warehouse")
            .getOrCreate();
  }

  public static SparkSession session() {
    return Holder.SESSION;
  }
}
