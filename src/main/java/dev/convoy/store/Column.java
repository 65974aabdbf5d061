package dev.convoy.store;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * <pre>
 *   kind     Spark            Parquet
 *   LONG     bigint           int64
 *   INT      int              int32
 *   STRING   string           binary (string)
 *   FLOATS   array of float   list of float, three levels: for features, which others read
 *   BYTES    binary           binary: for caches, which we read, and whole files
 * </pre>
 *
 * @param nullable whether a row may lack a value
 * @param form what FLOATS and BYTES hold; null for the others, and for BYTES that are files
 */
public record Column(String name, Kind kind, boolean nullable, @Nullable TensorForm form)
    implements Serializable {

  /** What a cell is. */
  public enum Kind {
    LONG,
    INT,
    STRING,
    FLOATS,
    BYTES
  }

  private static final String FORBIDDEN = ".`,;{}()=";

  public Column {
    Check.that(!name.isEmpty(), "a column needs a name");
    Check.that(
        name.chars().noneMatch(c -> c <= ' ' || FORBIDDEN.indexOf(c) >= 0),
        "column \"%s\": a name must not hold spaces or any of %s",
        name,
        FORBIDDEN);
    boolean tensor = kind == Kind.FLOATS || kind == Kind.BYTES && form != null;
    Check.that(tensor == (form != null), "column \"%s\": kind %s, form %s", name, kind, form);
    Check.that(
        kind != Kind.FLOATS || form.isFloat32(), "column \"%s\": FLOATS are float32 only", name);
  }

  public static Column longs(String name) {
    return new Column(name, Kind.LONG, false, null);
  }

  public static Column ints(String name) {
    return new Column(name, Kind.INT, false, null);
  }

  /** Whole numbers of which rows may have none. */
  public static Column nullableInts(String name) {
    return new Column(name, Kind.INT, true, null);
  }

  public static Column strings(String name) {
    return new Column(name, Kind.STRING, false, null);
  }

  /** Features: {@code shape} flattened row-major, readable as numbers by everyone. */
  public static Column floats(String name, Shape shape) {
    return new Column(name, Kind.FLOATS, false, TensorForm.float32(shape));
  }

  /** Raw bytes of one tensor per row. */
  public static Column bytes(String name, TensorForm form) {
    return new Column(name, Kind.BYTES, false, form);
  }

  /** Whole files, of which nothing is known but that they are bytes. */
  public static Column files(String name) {
    return new Column(name, Kind.BYTES, false, null);
  }

  /** Whether values are large, and no two alike. */
  boolean isBulk() {
    return kind == Kind.FLOATS || kind == Kind.BYTES;
  }

  boolean isTensor() {
    return form != null;
  }

  /** The form of a tensor column. */
  TensorForm tensor() {
    TensorForm present = form;
    if (present == null) {
      throw Check.failure("column \"%s\" of kind %s holds no tensor", name, kind);
    }
    return present;
  }

  StructField field() {
    Metadata metadata = isTensor() ? tensor().toMetadata() : Metadata.empty();
    return new StructField(name, sparkType(), nullable, metadata);
  }

  private DataType sparkType() {
    return switch (kind) {
      case LONG -> DataTypes.LongType;
      case INT -> DataTypes.IntegerType;
      case STRING -> DataTypes.StringType;
      case FLOATS -> DataTypes.createArrayType(DataTypes.FloatType, false);
      case BYTES -> DataTypes.BinaryType;
    };
  }

  Type parquetType() {
    Type.Repetition repetition = nullable ? Type.Repetition.OPTIONAL : Type.Repetition.REQUIRED;
    return switch (kind) {
      case LONG -> Types.primitive(PrimitiveTypeName.INT64, repetition).named(name);
      case INT -> Types.primitive(PrimitiveTypeName.INT32, repetition).named(name);
      case BYTES -> Types.primitive(PrimitiveTypeName.BINARY, repetition).named(name);
      case STRING ->
          Types.primitive(PrimitiveTypeName.BINARY, repetition)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case FLOATS -> Types.list(repetition).requiredElement(PrimitiveTypeName.FLOAT).named(name);
    };
  }

  /** The path of the values in Parquet, dotted. */
  String parquetPath() {
    return kind == Kind.FLOATS ? name + ".list.element" : name;
  }
}
