package dev.convoy.store;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows one by one, holding one row group at a time.
 *
 * <p>A row is an array of cells in the order of the columns asked for: Long (also for INT), String,
 * byte[], float[], or null. It is the caller's to keep.
 *
 * <p>Throws {@link StoreException} from {@link #hasNext} where a file cannot be read.
 */
public final class TableRows implements Iterator<@Nullable Object[]>, Closeable {
  private final List<TableRange.Piece> pieces;
  private final List<String> columns;
  private final Configuration conf;
  private int nextPiece;
  private String file = "";
  private int nextGroup;
  private @Nullable ParquetFileReader reader;
  private @Nullable RecordReader<@Nullable Object[]> rows;
  private long rowsLeft;

  TableRows(List<TableRange.Piece> pieces, List<String> columns, Configuration conf) {
    this.pieces = pieces;
    this.columns = List.copyOf(columns);
    this.conf = conf;
  }

  @Override
  public boolean hasNext() {
    while (rowsLeft == 0 && nextPiece < pieces.size()) {
      TableRange.Piece piece = pieces.get(nextPiece++);
      try {
        begin(piece);
      } catch (IOException | RuntimeException | OutOfMemoryError e) { // for broken files
        throw failure(e);
      }
    }
    return rowsLeft > 0;
  }

  @Override
  public @Nullable Object[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    rowsLeft--;
    return read();
  }

  private @Nullable Object[] read() {
    RecordReader<@Nullable Object[]> from = rows;
    if (from == null) {
      throw new IllegalStateException("read before a row group was begun");
    }
    try {
      return from.read();
    } catch (RuntimeException | OutOfMemoryError e) { // what Parquet throws for broken pages
      throw failure(e);
    }
  }

  private void begin(TableRange.Piece piece) throws IOException {
    ParquetFileReader from = readerOf(piece);
    while (nextGroup < piece.group()) {
      from.skipNextRowGroup();
      nextGroup++;
    }
    PageReadStore pages = from.readNextRowGroup();
    nextGroup++;
    if (pages == null) {
      throw new IOException("row group " + piece.group() + " is missing; the file has changed");
    }
    MessageType wanted = wanted(from.getFileMetaData().getSchema());
    rows =
        new ColumnIOFactory()
            .getColumnIO(wanted, from.getFileMetaData().getSchema())
            .getRecordReader(pages, new RowMaterializer(wanted));
    for (long i = 0; i < piece.skip(); i++) {
      read();
    }
    rowsLeft = piece.rows();
  }

  /** The reader at a row group not after the piece's. */
  private ParquetFileReader readerOf(TableRange.Piece piece) throws IOException {
    ParquetFileReader open = reader;
    if (open != null && file.equals(piece.file()) && nextGroup <= piece.group()) {
      return open;
    }
    close();
    file = piece.file();
    nextGroup = 0;
    open = ParquetFiles.open(HadoopInputFile.fromPath(new Path(file), conf), conf);
    reader = open;
    open.setRequestedSchema(wanted(open.getFileMetaData().getSchema()));
    return open;
  }

  private MessageType wanted(MessageType all) {
    List<Type> types = new ArrayList<>();
    for (String column : columns) {
      types.add(all.getType(column));
    }
    return new MessageType(all.getName(), types);
  }

  private StoreException failure(Throwable e) {
    if (e instanceof StoreException already) {
      return already;
    }
    return new StoreException("file " + file + " cannot be read: " + ParquetFiles.reason(e), e);
  }

  @Override
  public void close() throws IOException {
    ParquetFileReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
