package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * An IDX file, the format of MNIST, gzipped or not (its first two bytes tell).
 *
 * <pre>
 *   2 bytes   0
 *   1 byte    element type; 0x08 = uint8, the only one read here
 *   1 byte    rank
 *   4 bytes   each size, big-endian, outermost first
 *   data      row-major
 * </pre>
 *
 * <p>The header is believed only as far as the file can hold it: it is checked against the length
 * before anything is allocated.
 *
 * @param sizes outermost first; sizes[0] is the number of examples
 * @see <a href="http://yann.lecun.com/exdb/mnist/">The MNIST database, "The IDX file format"</a>
 */
record IdxFile(Path path, boolean gzip, int[] sizes) implements Serializable {
  private static final int UINT8 = 0x08;
  private static final int GZIP_FIRST = 0x1f;
  private static final int GZIP_SECOND = 0x8b;
  private static final int BUFFER_BYTES = 1 << 16;

  /** Deflate cannot expand by more than this. */
  private static final long LARGEST_EXPANSION = 1032;

  /** Bytes: what fits an array with room to spare, and takes no more than a quarter of the heap. */
  private static final long LARGEST_EXAMPLE =
      Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 4);

  /**
   * Reads and checks the header.
   *
   * @param ranks the ranks that are expected, with words for them: {@code images [N, H, W]}
   */
  static IdxFile read(ConfigNode key, Configuration conf, String ranks, int least, int most) {
    FileStatus status = InputPaths.file(key, conf);
    Path path = status.getPath();
    try {
      boolean gzip = isGzip(path, conf);
      IdxFile file;
      try (DataInputStream in = new DataInputStream(stream(path, gzip, conf))) {
        file = new IdxFile(path, gzip, readSizes(key, in, ranks, least, most));
      }
      file.checkLength(key, status.getLen(), conf);
      return file;
    } catch (EOFException e) {
      throw key.error("%s is no IDX file: it ends within the header", path);
    } catch (IOException e) {
      throw key.error("%s cannot be read: %s", path, InputPaths.reason(e));
    }
  }

  private static boolean isGzip(Path path, Configuration conf) throws IOException {
    try (FSDataInputStream in = path.getFileSystem(conf).open(path)) {
      return in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
    }
  }

  private static InputStream stream(Path path, boolean gzip, Configuration conf)
      throws IOException {
    FSDataInputStream raw = path.getFileSystem(conf).open(path);
    if (!gzip) {
      return new BufferedInputStream(raw, BUFFER_BYTES);
    }
    try {
      return new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES);
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static int[] readSizes(
      ConfigNode key, DataInputStream in, String ranks, int least, int most) throws IOException {
    int magic = in.readInt();
    int type = magic >>> 8;
    int rank = magic & 0xff;
    if (type >>> 8 != 0) {
      throw key.error(
          "found first bytes 0x%08X, needed those of an IDX file: 0x0000%02X%02X",
          magic, UINT8, most);
    }
    if (type != UINT8) {
      throw key.error("found elements of type 0x%02X, needed uint8 (0x%02X)", type, UINT8);
    }
    if (rank < least || rank > most) {
      throw key.error("found rank %s, needed %s", rank, ranks);
    }
    int[] sizes = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      sizes[axis] = in.readInt();
      if (sizes[axis] < 1) {
        throw key.error(
            "the header gives size %s along axis %s, needed at least 1",
            Integer.toUnsignedString(sizes[axis]), axis);
      }
    }
    return sizes;
  }

  private void checkLength(ConfigNode key, long length, Configuration conf) throws IOException {
    long example = 1;
    for (int axis = 1; axis < sizes.length; axis++) {
      example *= sizes[axis]; // at most 2^30 * 2^31 here, since it is checked each time
      if (example > LARGEST_EXAMPLE) {
        throw key.error(
            "the header gives examples of over %s bytes: %s",
            LARGEST_EXAMPLE, Arrays.toString(sizes));
      }
    }
    long needed = headerBytes() + example * count();
    boolean possible = needed <= (gzip ? length * LARGEST_EXPANSION : length);
    long found = !gzip ? length : possible ? unpackedLength(needed, conf) : -1;
    if (!possible || found != needed) {
      throw key.error(
          "the header gives %s, so %s bytes; the file holds %s",
          Arrays.toString(sizes),
          needed,
          found < 0 ? "far fewer" : gzip && found > needed ? "more" : String.valueOf(found));
    }
  }

  /** Bytes once unpacked, counted by unpacking; stops just over {@code needed}. */
  private long unpackedLength(long needed, Configuration conf) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long length = 0;
    try (InputStream in = stream(path, gzip, conf)) {
      for (int n = in.read(buffer); n >= 0 && length <= needed; n = in.read(buffer)) {
        length += n;
      }
    } catch (EOFException e) {
      return length; // cut off: what came so far is what it holds
    }
    return length;
  }

  int count() {
    return sizes[0];
  }

  int exampleBytes() {
    int bytes = 1;
    for (int axis = 1; axis < sizes.length; axis++) {
      bytes *= sizes[axis];
    }
    return bytes;
  }

  private int headerBytes() {
    return Integer.BYTES * (1 + sizes.length);
  }

  /** The data from example {@code first} on. */
  DataInputStream open(long first, Configuration conf) throws IOException {
    InputStream in = stream(path, gzip, conf);
    try {
      in.skipNBytes(headerBytes() + first * exampleBytes());
      return new DataInputStream(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }
}
