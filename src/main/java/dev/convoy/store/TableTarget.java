package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.Serializable;

/**
 * A table to be written.
 *
 * @param name what tasks call it, and errors too: {@code features}
 * @param folder a Hadoop path; relative ones start at the working directory
 */
public record TableTarget(String name, String folder, TableSchema schema) implements Serializable {
  public TableTarget {
    Check.that(!folder.isBlank(), "table %s: needs a folder", name);
  }
}
