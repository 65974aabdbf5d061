package dev.convoy.job.input;

import dev.convoy.store.TableSchema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * All examples of an input as a table that Spark makes and holds, for runs that compare it with
 * what is done already. However many examples there are, the driver's memory does not grow.
 */
public interface ExampleListing extends ExampleForm {
  String POSITION = "position";
  String ID = TableSchema.ID;
  String PATH = TableSchema.PATH;
  String SIZE = "size";
  String LABEL = TableSchema.LABEL;
  String KEY = "key";

  /**
   * The columns of {@link #rows}.
   *
   * <pre>
   *   position  bigint   place in the input, from 0, no two alike
   *   id        bigint   what the input says of it; else the position
   *   path      string   as Example.path
   *   size      bigint   bytes as stored; -1 where unknown
   *   label     int      -1 for none
   *   key       string   tells content and label
   * </pre>
   */
  StructType SCHEMA =
      new StructType()
          .add(POSITION, DataTypes.LongType, false)
          .add(ID, DataTypes.LongType, false)
          .add(PATH, DataTypes.StringType, false)
          .add(SIZE, DataTypes.LongType, false)
          .add(LABEL, DataTypes.IntegerType, false)
          .add(KEY, DataTypes.StringType, false);

  /**
   * Lists the examples, in no order.
   *
   * @param work a folder for what must be written down on the way
   */
  Dataset<Row> rows(SparkSession spark, String work);

  /** Reads some of them. */
  ExampleOpener opener();
}
