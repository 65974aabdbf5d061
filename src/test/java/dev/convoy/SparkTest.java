package dev.convoy;

import org.apache.spark.sql.SparkSession;

public abstract class SparkTest {
  private static SparkSession session;

  protected static synchronized SparkSession spark() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .config("spark.ui.enabled", "false")
              .config("spark.sql.shuffle.partitions", "2")
              .getOrCreate();
    }
    return session;
  }
}
