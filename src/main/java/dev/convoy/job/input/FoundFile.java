package dev.convoy.job.input;

import java.io.Serializable;
import java.util.Comparator;

/**
 * What is found of an image file without reading it.
 *
 * @param line its place in a list, from 0; 0 for all where there is no list
 * @param path relative to the input's root
 * @param size bytes; -1 where a list names what is not there
 * @param modifiedMillis when it was last modified, since 1970; -1 likewise
 */
record FoundFile(long line, String path, long size, long modifiedMillis)
    implements Serializable, Comparable<FoundFile> {
  private static final Comparator<FoundFile> ORDER =
      Comparator.comparingLong(FoundFile::line).thenComparing(FoundFile::path);

  /** By the list, where there is one, else by path. */
  @Override
  public int compareTo(FoundFile other) {
    return ORDER.compare(this, other);
  }

  /** At a position of the input, with a label or {@link Example#NO_LABEL}. */
  Listed at(long position, int label) {
    String key = Listed.keyOf(size + "@" + modifiedMillis, label);
    return new Listed(position, position, path, 1, size, label, key);
  }
}
