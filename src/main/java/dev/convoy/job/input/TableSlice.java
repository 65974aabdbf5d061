package dev.convoy.job.input;

import dev.convoy.image.Pixels;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.Example.Encoded;
import dev.convoy.job.input.Example.Payload;
import dev.convoy.job.input.Example.Sized;
import dev.convoy.job.input.Example.Unreadable;
import dev.convoy.job.input.Example.Values;
import dev.convoy.job.input.ExampleForm.Content;
import dev.convoy.store.FloatBytes;
import dev.convoy.store.StoreException;
import dev.convoy.store.TableRange;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a table.
 *
 * @param table its name, for paths of rows that have none
 * @param column which holds the example
 * @param carried which of id, path and label the table has
 * @param shape of every example, or {@link #NO_SHAPE} for encoded ones
 */
record TableSlice(
    long first,
    TableRange range,
    String table,
    String column,
    List<String> carried,
    Content content,
    Shape shape)
    implements ExampleSlice {
  static final Shape NO_SHAPE = Shape.of();

  @Override
  public long count() {
    return range.rows();
  }

  @Override
  public ExampleReader open(Configuration conf) {
    List<String> columns = new ArrayList<>(List.of(column));
    for (String name : carried) {
      if (!columns.contains(name)) {
        columns.add(name);
      }
    }
    return new Reader(range.open(columns, conf), columns);
  }

  /** An example under what a row says of it; else its position is the id, and gives the path. */
  Example named(
      @Nullable Object idCell,
      @Nullable Object pathCell,
      @Nullable Object labelCell,
      long position,
      long size,
      Payload payload) {
    long id = idCell instanceof Long number ? number : position;
    String path = pathCell instanceof String text ? text : table + "#" + position;
    boolean labelled =
        labelCell instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE;
    int label = labelled ? (int) (long) (Long) labelCell : Example.NO_LABEL;
    return new Example(id, path, label, size, payload);
  }

  private final class Reader implements ExampleReader {
    private final TableRows rows;
    private final int idAt;
    private final int pathAt;
    private final int labelAt;
    private long position = first;

    Reader(TableRows rows, List<String> columns) {
      this.rows = rows;
      this.idAt = columns.indexOf(TableSchema.ID);
      this.pathAt = columns.indexOf(TableSchema.PATH);
      this.labelAt = columns.indexOf(TableSchema.LABEL);
    }

    @Override
    public boolean hasNext() {
      try {
        return rows.hasNext();
      } catch (StoreException e) {
        throw new RunFailure(e.getMessage(), e);
      }
    }

    @Override
    public Example next() {
      @Nullable Object[] row = read();
      Payload payload = payload(row[0]);
      return named(
          cell(row, idAt),
          cell(row, pathAt),
          cell(row, labelAt),
          position++,
          size(row[0]),
          payload);
    }

    private @Nullable Object[] read() {
      try {
        return rows.next();
      } catch (StoreException e) {
        throw new RunFailure(e.getMessage(), e);
      }
    }

    private Payload payload(@Nullable Object cell) {
      if (cell == null) {
        return new Unreadable("the cell is null");
      }
      if (content == Content.ENCODED) {
        return new Encoded((byte[]) cell);
      }
      if (content == Content.SIZED) {
        return picture((byte[]) cell);
      }
      long floats = shape.count();
      if (cell instanceof byte[] bytes && bytes.length != floats * Float.BYTES) {
        return new Unreadable(
            "found " + bytes.length + " bytes, needed " + floats + " float32 numbers");
      }
      float[] values = cell instanceof byte[] bytes ? FloatBytes.toFloats(bytes) : (float[]) cell;
      if (values.length != floats) {
        return new Unreadable("found " + values.length + " numbers, needed " + floats);
      }
      return new Values(values);
    }

    private Payload picture(byte[] samples) {
      return samples.length == shape.count()
          ? new Sized(new Pixels(shape.h(), shape.w(), shape.c(), samples))
          : new Unreadable("found " + samples.length + " bytes, needed " + shape.count());
    }

    private long size(@Nullable Object cell) {
      if (cell instanceof float[] values) {
        return (long) values.length * Float.BYTES;
      }
      return cell instanceof byte[] bytes ? bytes.length : -1;
    }

    private @Nullable Object cell(@Nullable Object[] row, int at) {
      return at < 0 ? null : row[at];
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
