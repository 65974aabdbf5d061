package dev.convoy.store;

import java.io.Serializable;
import java.util.Map;

/**
 * What one task of a batch left: files of one name in the folders of several tables.
 *
 * @param file the name
 * @param tables what was written, by table; a table that got no row has no file
 */
public record LedgerPart(String file, Map<String, TableCount> tables) implements Serializable {
  public LedgerPart {
    tables = Map.copyOf(tables);
  }

  /** Rows of a table; 0 where the part has none of it. */
  public TableCount count(String table) {
    return tables.getOrDefault(table, TableCount.NONE);
  }
}
