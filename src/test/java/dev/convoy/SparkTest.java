package dev.convoy;

import com.holdenkarau.spark.testing.SharedJavaSparkContext;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;

/**
 * A test on Spark: {@code local[2,4]}, two cores and four tries of a task, one context for all such
 * tests of a JVM, so nobody stops it. Subclasses end in {@code IT} and ask for {@link #spark()} or
 * {@link #jsc()}; {@code JavaRDDComparisons} compares RDDs.
 */
public abstract class SparkTest extends SharedJavaSparkContext {
  /** Two cores, no web server, as many partitions after a shuffle as a test can afford. */
  @Override
  public SparkConf conf() {
    return new SparkConf()
        .setMaster("local[2,4]")
        .setAppName("tests")
        .set("spark.ui.enabled", "false")
        .set("spark.sql.shuffle.partitions", "3")
        .set("spark.sql.warehouse.dir", "target/warehouse")
        .set("spark.local.dir", "target/spark-local");
  }

  /** The base class waits for JUnit 4 to call this. */
  @BeforeEach
  void startSparkOnce() {
    runBefore();
  }

  /** The session on the shared context. */
  protected SparkSession spark() {
    return SparkSession.builder().sparkContext(sc()).getOrCreate();
  }
}
