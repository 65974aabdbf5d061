package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;

/**
 * Writes one Parquet file of a table, on an executor, one thread.
 *
 * <p>Row groups are small: 16 MiB as compressed, and at most 64 MiB of raw tensors, so that a
 * reader that holds one group never holds more, however well it was compressed. Page sizes are
 * checked from the first row on: Parquet's default first looks after 100 rows, which may be 60 MB.
 */
public final class TableWriter implements Closeable {
  private static final long GROUP_BYTES = 16L << 20;
  private static final long RAW_GROUP_BYTES = 64L << 20;
  private static final int MOST_GROUP_ROWS = 1 << 20;

  private final Path file;
  private final TableSchema schema;
  private final ParquetWriter<TableRow> writer;
  private long rows;
  private long bytes;
  private boolean closed;

  private TableWriter(Path file, TableSchema schema, ParquetWriter<TableRow> writer) {
    this.file = file;
    this.schema = schema;
    this.writer = writer;
  }

  /**
   * Begins a file.
   *
   * @throws IOException if it exists or cannot be made
   */
  public static TableWriter create(Path file, TableSchema schema, Configuration conf)
      throws IOException {
    Builder builder =
        new Builder(HadoopOutputFile.fromPath(file, conf), schema)
            .withConf(conf)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .withRowGroupSize(GROUP_BYTES)
            .withRowGroupRowCountLimit(groupRows(schema))
            .withMinRowCountForPageSizeCheck(1);
    for (Column column : schema.columns()) {
      if (column.isBulk()) {
        builder
            .withDictionaryEncoding(column.parquetPath(), false)
            .withStatisticsEnabled(column.parquetPath(), false);
      }
    }
    try {
      return new TableWriter(file, schema, builder.build());
    } catch (IOException e) {
      throw failure(file, e);
    } catch (FSError e) {
      throw failure(file, OutputFiles.ioException(e));
    }
  }

  /**
   * About what a writer holds at most: a row group as compressed with the pages it is copied from,
   * or its rows where they are few, and a row.
   *
   * @param rows of its file, at most
   */
  public static long heapBytes(TableSchema schema, long rows) {
    long grouped = Math.min(rows, groupRows(schema)) * schema.rawRowBytes();
    return heapBytes(grouped, schema.rawRowBytes());
  }

  /**
   * The same from bytes before compression.
   *
   * @param all of its file or of a row group, at most
   * @param row of one row
   */
  public static long heapBytes(long all, long row) {
    return Math.min(all, GROUP_BYTES) + 2 * row;
  }

  static int groupRows(TableSchema schema) {
    long rows = RAW_GROUP_BYTES / Math.max(1, schema.rawRowBytes());
    return (int) Math.max(1, Math.min(MOST_GROUP_ROWS, rows));
  }

  public TableSchema schema() {
    return schema;
  }

  /**
   * Appends a row and empties it for the next.
   *
   * @throws IllegalArgumentException if a cell was not set
   * @throws IOException if the file cannot be written
   */
  public void write(TableRow row) throws IOException {
    Check.that(row.schema().equals(schema), "a row of another table");
    row.checkComplete();
    try {
      writer.write(row);
    } catch (IOException e) {
      throw failure(file, e);
    } catch (FSError e) {
      throw failure(file, OutputFiles.ioException(e));
    }
    row.clear();
    rows++;
  }

  public long rows() {
    return rows;
  }

  /** Compressed bytes of all columns, known after {@link #close}. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      writer.close();
    } catch (IOException e) {
      throw failure(file, e);
    } catch (FSError e) {
      throw failure(file, OutputFiles.ioException(e));
    }
    for (BlockMetaData group : writer.getFooter().getBlocks()) {
      bytes += group.getCompressedSize();
    }
  }

  private static IOException failure(Path file, IOException e) {
    return new IOException(file + " cannot be written: " + OutputFiles.reason(e), e);
  }

  private static final class Builder extends ParquetWriter.Builder<TableRow, Builder> {
    private final TableSchema schema;

    Builder(HadoopOutputFile file, TableSchema schema) {
      super(file);
      this.schema = schema;
    }

    @Override
    protected Builder self() {
      return this;
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in Parquet 1.17, so it must be given
    protected WriteSupport<TableRow> getWriteSupport(Configuration conf) {
      return new RowWriteSupport(schema);
    }
  }
}
