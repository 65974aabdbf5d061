package dev.convoy.store;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;

/** Feeds rows to Parquet cell by cell, and leaves the schema as Spark reads it in the footer. */
final class RowWriteSupport extends WriteSupport<TableRow> {
  /** Where Spark looks for the schema with its metadata. */
  static final String SPARK_SCHEMA = "org.apache.spark.sql.parquet.row.metadata";

  /** Marks a file as ours: such a folder must have a manifest. */
  static final String MADE_BY = "dev.convoy.table";

  private final TableSchema schema;
  private @Nullable RecordConsumer consumer;
  private byte[] floatBytes = new byte[0];

  RowWriteSupport(TableSchema schema) {
    this.schema = schema;
  }

  @Override
  @SuppressWarnings("deprecation") // the successor without Hadoop's Configuration calls this one
  public WriteContext init(Configuration conf) {
    Map<String, String> footer =
        Map.of(
            SPARK_SCHEMA, schema.struct().json(), MADE_BY, String.valueOf(Manifest.FORMAT_VERSION));
    return new WriteContext(schema.message(), footer);
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    consumer = recordConsumer;
  }

  @Override
  public void write(TableRow row) {
    RecordConsumer to = consumer;
    if (to == null) {
      throw new IllegalStateException("written before it was prepared");
    }
    to.startMessage();
    for (int i = 0; i < schema.count(); i++) {
      if (!row.isNull(i)) {
        to.startField(schema.column(i).name(), i);
        writeCell(row, i, to);
        to.endField(schema.column(i).name(), i);
      }
    }
    to.endMessage();
  }

  private void writeCell(TableRow row, int i, RecordConsumer to) {
    Column column = schema.column(i);
    switch (column.kind()) {
      case LONG -> to.addLong(row.number(i));
      case INT -> to.addInteger((int) row.number(i));
      case STRING -> to.addBinary(Binary.fromString((String) row.cell(i)));
      case BYTES -> to.addBinary(bytes(row, i));
      case FLOATS ->
          writeList((float[]) row.cell(i), row.start(i), column.tensor().shape().length(), to);
    }
  }

  /** Parquet copies the bytes at once, so one buffer serves all rows. */
  private Binary bytes(TableRow row, int i) {
    if (row.cell(i) instanceof byte[] bytes) {
      return Binary.fromReusedByteArray(bytes);
    }
    int count = schema.column(i).tensor().shape().length();
    int length = Math.multiplyExact(count, Float.BYTES);
    if (floatBytes.length < length) {
      floatBytes = new byte[length];
    }
    FloatBytes.put((float[]) row.cell(i), row.start(i), count, floatBytes);
    return Binary.fromReusedByteArray(floatBytes, 0, length);
  }

  private static void writeList(float[] values, int at, int count, RecordConsumer to) {
    to.startGroup();
    if (count > 0) {
      to.startField("list", 0);
      for (int k = at; k < at + count; k++) {
        to.startGroup();
        to.startField("element", 0);
        to.addFloat(values[k]);
        to.endField("element", 0);
        to.endGroup();
      }
      to.endField("list", 0);
    }
    to.endGroup();
  }
}
