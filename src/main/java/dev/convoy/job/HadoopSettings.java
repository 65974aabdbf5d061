package dev.convoy.job;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/** Hadoop's settings before there is a session: job files are read and checked with them. */
public final class HadoopSettings {
  private HadoopSettings() {}

  /**
   * What the session will use later: Hadoop's files, and {@code spark.hadoop.*} of spark-submit.
   */
  public static Configuration beforeSpark() {
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> entry : new SparkConf().getAllWithPrefix("spark.hadoop.")) {
      hadoop.set(entry._1(), entry._2());
    }
    return hadoop;
  }
}
