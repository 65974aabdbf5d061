package dev.convoy.store;

import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Some rows of a {@link StoredTable}, one after another: small, travels to the executor. */
public record TableRange(List<Piece> pieces) implements Serializable {
  /**
   * A part of one row group.
   *
   * @param file absolute
   * @param group its number within the file
   * @param skip rows of the group before the first one wanted
   */
  public record Piece(String file, int group, long skip, long rows) implements Serializable {}

  public TableRange {
    pieces = List.copyOf(pieces);
  }

  public long rows() {
    return pieces.stream().mapToLong(Piece::rows).sum();
  }

  /** Reads the given columns of these rows. */
  public TableRows open(List<String> columns, Configuration conf) {
    return new TableRows(pieces, columns, conf);
  }
}
