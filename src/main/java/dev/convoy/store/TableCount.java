package dev.convoy.store;

import java.io.Serializable;

/**
 * How much of a table was written.
 *
 * @param bytes compressed bytes of all columns
 */
public record TableCount(long rows, long bytes, int files) implements Serializable {
  public static final TableCount NONE = new TableCount(0, 0, 0);

  public TableCount plus(TableCount other) {
    return new TableCount(rows + other.rows, bytes + other.bytes, files + other.files);
  }
}
