package dev.convoy.ml;

import org.apache.spark.sql.SparkSession;

/** Calls the SQL function; run without spark-mllib. */
public final class SqlAlone {
  private SqlAlone() {}

  /** Prints whether there is a spark-mllib, and how many features an image has. */
  public static void main(String[] arguments) {
    try {
      Class.forName("org.apache.spark.ml.linalg.Vector");
      System.out.println("spark-mllib is here");
    } catch (ClassNotFoundException e) {
      System.out.println("spark-mllib is missing");
    }
    SparkSession spark =
        SparkSession.builder()
            .config("spark.sql.extensions", ConvoyExtensions.class.getName())
            .getOrCreate();
    spark
        .read()
        .format("binaryFile")
        .load("data-samples/fashion-mnist/images/00000.png")
        .selectExpr("size(convoy_features(content, 'conf/networks/fashion.yaml'))")
        .collectAsList()
        .forEach(row -> System.out.println("features: " + row.getInt(0)));
    spark.stop();
  }
}
