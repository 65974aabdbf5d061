package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of a table, in order. Names differ by more than upper and lower case, since SQL does
 * not tell those apart.
 */
public record TableSchema(List<Column> columns) implements Serializable {
  /** Position of an example in its input, from 0. */
  public static final String ID = "id";

  /** Where the example came from, relative to its input. */
  public static final String PATH = "path";

  /** Class of the example; null where it has none. */
  public static final String LABEL = "label";

  private static final int SMALL_CELL_BYTES = 32;

  public TableSchema {
    Check.that(!columns.isEmpty(), "a table needs a column");
    columns = List.copyOf(columns);
    Set<String> seen = new HashSet<>();
    for (Column column : columns) {
      Check.that(
          seen.add(column.name().toLowerCase(Locale.ROOT)),
          "column \"%s\" stands twice (upper and lower case count as one)",
          column.name());
    }
  }

  public static TableSchema of(Column... columns) {
    return new TableSchema(Arrays.asList(columns));
  }

  /** One row per example: {@code id}, {@code path}, {@code label}, then the given columns. */
  public static TableSchema ofExamples(List<Column> tensors) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.longs(ID));
    columns.add(Column.strings(PATH));
    columns.add(Column.nullableInts(LABEL));
    columns.addAll(tensors);
    return new TableSchema(columns);
  }

  /**
   * What was not computed and why.
   *
   * <pre>
   *   id      bigint   position in the input
   *   path    string   relative to the input
   *   size    bigint   bytes as stored; -1 where unknown
   *   stage   string   read, decode, ...
   *   reason  string   for a person
   * </pre>
   */
  public static TableSchema rejects() {
    return of(
        Column.longs(ID),
        Column.strings(PATH),
        Column.longs("size"),
        Column.strings("stage"),
        Column.strings("reason"));
  }

  public int count() {
    return columns.size();
  }

  public Column column(int index) {
    return columns.get(index);
  }

  /**
   * The place of a column.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw Check.failure(
        "no column \"%s\"; there are %s", name, columns.stream().map(Column::name).toList());
  }

  /** As Spark sees it, with each tensor's shape, dtype and layout as metadata. */
  public StructType struct() {
    return new StructType(columns.stream().map(Column::field).toArray(StructField[]::new));
  }

  MessageType message() {
    return new MessageType("row", columns.stream().map(Column::parquetType).toArray(Type[]::new));
  }

  /** Bytes of one row before compression: tensors exactly, other cells as an estimate. */
  long rawRowBytes() {
    long sum = 0;
    for (Column column : columns) {
      long bytes = column.isTensor() ? column.tensor().byteCount() : SMALL_CELL_BYTES;
      sum = Math.addExact(sum, bytes >= 0 ? bytes : column.tensor().shape().count());
    }
    return sum;
  }
}
