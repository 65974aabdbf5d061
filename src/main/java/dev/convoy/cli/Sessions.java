package dev.convoy.cli;

import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.sql.SparkSession;

/** Opens and closes Spark. A test hands in the session it shares with others. */
interface Sessions {
  /**
   * Opens a session on the master spark-submit was given.
   *
   * @param title the application's name, unless the user gave one
   * @param verbose whether Spark may log as it likes
   */
  SparkSession open(String title, boolean verbose);

  /** Ends it. */
  void close(SparkSession spark);

  /** The session of this JVM. */
  Sessions SPARK =
      new Sessions() {
        @Override
        public SparkSession open(String title, boolean verbose) {
          SparkConf passedOn = new SparkConf();
          return SparkSession.builder().config(conf(passedOn, title, verbose)).getOrCreate();
        }

        @Override
        public void close(SparkSession spark) {
          spark.stop();
        }
      };

  /** What spark-submit passed on, with a name of ours and, unless told otherwise, a quiet log. */
  static SparkConf conf(SparkConf conf, String title, boolean verbose) {
    String given = conf.get("spark.app.name", Main.class.getName());
    if (given.equals(Main.class.getName())) { // what spark-submit puts where the user put nothing
      conf.setAppName(title);
    }
    // What travels are our own records, which Spark's Kryo cannot make; data goes through Parquet.
    conf.set("spark.serializer", JavaSerializer.class.getName());
    if (!verbose) {
      conf.setIfMissing("spark.log.level", "WARN");
    }
    return conf;
  }
}
