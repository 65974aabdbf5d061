package dev.convoy.job.input;

import dev.convoy.job.input.ImageFiles.ImageFile;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The paths and sizes of some files in two arrays, so that a slice of many files travels as little
 * more than their names.
 */
final class PackedPaths implements Serializable {
  private static final long serialVersionUID = 1;

  private final byte[] letters;
  private final int[] ends;
  private final long[] sizes;

  private PackedPaths(byte[] letters, int[] ends, long[] sizes) {
    this.letters = letters;
    this.ends = ends;
    this.sizes = sizes;
  }

  static PackedPaths of(List<ImageFile> files) {
    int[] ends = new int[files.size()];
    long[] sizes = new long[files.size()];
    java.io.ByteArrayOutputStream letters = new java.io.ByteArrayOutputStream();
    for (int i = 0; i < ends.length; i++) {
      letters.writeBytes(files.get(i).path().getBytes(StandardCharsets.UTF_8));
      ends[i] = letters.size();
      sizes[i] = files.get(i).size();
    }
    return new PackedPaths(letters.toByteArray(), ends, sizes);
  }

  int count() {
    return ends.length;
  }

  String path(int index) {
    int start = index == 0 ? 0 : ends[index - 1];
    return new String(letters, start, ends[index] - start, StandardCharsets.UTF_8);
  }

  /** Bytes of the file when it was listed; -1 where it was not. */
  long size(int index) {
    return sizes[index];
  }
}
