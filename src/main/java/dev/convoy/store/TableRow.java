package dev.convoy.store;

import dev.convoy.store.Column.Kind;
import dev.convoy.tensor.Check;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One row on its way into a table: filled cell by cell, written, filled again. Numbers are not
 * boxed and arrays not copied, so they must stay as they are until the row is written.
 */
public final class TableRow {
  private static final Object NUMBER = new Object();
  private static final Object NULL = new Object();

  private final TableSchema schema;
  private final @Nullable Object[] cells;
  private final long[] numbers;
  private final int[] starts;

  public TableRow(TableSchema schema) {
    this.schema = schema;
    this.cells = new @Nullable Object[schema.count()];
    this.numbers = new long[schema.count()];
    this.starts = new int[schema.count()];
  }

  TableSchema schema() {
    return schema;
  }

  /** Sets a LONG or INT cell. */
  public TableRow set(int column, long value) {
    Column at = schema.column(column);
    Check.that(
        at.kind() == Kind.LONG || (at.kind() == Kind.INT && value == (int) value),
        "column \"%s\" of kind %s cannot hold %s",
        at.name(),
        at.kind(),
        value);
    numbers[column] = value;
    cells[column] = NUMBER;
    return this;
  }

  /** Sets a STRING cell. */
  public TableRow set(int column, String value) {
    require(column, Kind.STRING);
    cells[column] = value;
    return this;
  }

  /** Sets a BYTES cell to a whole array, of the length its form needs if it has one. */
  public TableRow set(int column, byte[] value) {
    require(column, Kind.BYTES);
    Column to = schema.column(column);
    long needed = to.isTensor() ? to.tensor().byteCount() : -1;
    Check.that(
        needed < 0 || value.length == needed,
        "column \"%s\": found %s bytes, needed %s",
        schema.column(column).name(),
        value.length,
        needed);
    cells[column] = value;
    return this;
  }

  /** Sets a FLOATS cell, or a BYTES cell of float32, from the numbers that begin at {@code at}. */
  public TableRow set(int column, float[] values, int at) {
    Column to = schema.column(column);
    Check.that(
        to.isTensor() && to.tensor().isFloat32(),
        "column \"%s\" of kind %s cannot hold float32 numbers",
        to.name(),
        to.kind());
    Check.that(
        at >= 0 && at + to.tensor().shape().count() <= values.length,
        "column \"%s\": needs %s numbers from %s on, the array has %s",
        to.name(),
        to.tensor().shape().count(),
        at,
        values.length);
    cells[column] = values;
    starts[column] = at;
    return this;
  }

  /** Sets a nullable cell to null. */
  public TableRow setNull(int column) {
    Check.that(
        schema.column(column).nullable(),
        "column \"%s\" must have a value",
        schema.column(column).name());
    cells[column] = NULL;
    return this;
  }

  private void require(int column, Kind kind) {
    Column at = schema.column(column);
    Check.that(
        at.kind() == kind,
        "column \"%s\" of kind %s cannot hold a value of kind %s",
        at.name(),
        at.kind(),
        kind);
  }

  boolean isNull(int column) {
    return cells[column] == NULL;
  }

  long number(int column) {
    return numbers[column];
  }

  /** A String, byte[] or float[]. */
  Object cell(int column) {
    Object cell = cells[column];
    if (cell == null) {
      throw Check.failure("column \"%s\" was not set", schema.column(column).name());
    }
    return cell;
  }

  int start(int column) {
    return starts[column];
  }

  void checkComplete() {
    for (int column = 0; column < cells.length; column++) {
      cell(column);
    }
  }

  void clear() {
    Arrays.fill(cells, null);
  }
}
