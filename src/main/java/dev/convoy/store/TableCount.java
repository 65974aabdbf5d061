package dev.convoy.store;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How much of a table was written.
 *
 * @param bytes compressed bytes of all columns
 */
public record TableCount(long rows, long bytes, int files) implements Serializable {
  public static final TableCount NONE = new TableCount(0, 0, 0);

  /** Two runs' or tasks' counts together, by table. */
  public static LinkedHashMap<String, TableCount> sum(
      Map<String, TableCount> a, Map<String, TableCount> b) {
    LinkedHashMap<String, TableCount> sum = new LinkedHashMap<>(a);
    b.forEach((table, count) -> sum.merge(table, count, TableCount::plus));
    return sum;
  }

  public TableCount plus(TableCount other) {
    return new TableCount(rows + other.rows, bytes + other.bytes, files + other.files);
  }
}
