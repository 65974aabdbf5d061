package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/** Puts what Parquet reads value by value together to rows; floats are collected unboxed. */
final class RowMaterializer extends RecordMaterializer<@Nullable Object[]> {
  private final Root root;

  RowMaterializer(MessageType columns) {
    this.root = new Root(columns);
  }

  @Override
  public @Nullable Object[] getCurrentRecord() {
    return root.cells;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  /** A row. */
  private static final class Root extends GroupConverter {
    private final Converter[] converters;
    private @Nullable Object[] cells = new @Nullable Object[0];

    Root(MessageType columns) {
      converters = new Converter[columns.getFieldCount()];
      for (int i = 0; i < converters.length; i++) {
        converters[i] = converter(columns.getType(i), i);
      }
    }

    private Converter converter(Type type, int column) {
      Column.Kind kind =
          StoredTable.kind(type)
              .orElseThrow(() -> Check.failure("column \"%s\" of type %s", type.getName(), type));
      return switch (kind) {
        case FLOATS -> new FloatList(this, column, type.asGroupType());
        case STRING -> new Text(this, column);
        case LONG, INT, BYTES -> new Single(this, column);
      };
    }

    @Override
    public Converter getConverter(int column) {
      return converters[column];
    }

    @Override
    public void start() {
      cells = new @Nullable Object[converters.length];
    }

    @Override
    public void end() {}
  }

  /** A number, or bytes. */
  private static final class Single extends PrimitiveConverter {
    private final Root row;
    private final int column;

    Single(Root row, int column) {
      this.row = row;
      this.column = column;
    }

    @Override
    public void addLong(long value) {
      row.cells[column] = value;
    }

    @Override
    public void addInt(int value) {
      row.cells[column] = (long) value;
    }

    @Override
    public void addBinary(Binary value) {
      row.cells[column] = value.getBytes();
    }
  }

  private static final class Text extends PrimitiveConverter {
    private final Root row;
    private final int column;

    Text(Root row, int column) {
      this.row = row;
      this.column = column;
    }

    @Override
    public void addBinary(Binary value) {
      row.cells[column] = new String(value.getBytesUnsafe(), StandardCharsets.UTF_8);
    }
  }

  /** A list of floats, however many groups its file wraps around the values. */
  private static final class FloatList extends GroupConverter {
    private static final int FIRST_CAPACITY = 16;

    private final Root row;
    private final int column;
    private final Converter inner;
    private float[] values = new float[FIRST_CAPACITY];
    private int count;

    FloatList(Root row, int column, GroupType type) {
      this.row = row;
      this.column = column;
      this.inner = inner(type.getType(0));
    }

    private Converter inner(Type type) {
      if (type.isPrimitive()) {
        return new PrimitiveConverter() {
          @Override
          public void addFloat(float value) {
            add(value);
          }
        };
      }
      Converter innermost = inner(type.asGroupType().getType(0));
      return new GroupConverter() {
        @Override
        public Converter getConverter(int field) {
          return innermost;
        }

        @Override
        public void start() {}

        @Override
        public void end() {}
      };
    }

    private void add(float value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, Math.multiplyExact(count, 2));
      }
      values[count++] = value;
    }

    @Override
    public Converter getConverter(int field) {
      return inner;
    }

    @Override
    public void start() {
      count = 0;
    }

    @Override
    public void end() {
      row.cells[column] = Arrays.copyOf(values, count);
    }
  }
}
