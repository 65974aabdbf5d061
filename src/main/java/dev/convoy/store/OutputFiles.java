package dev.convoy.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Small files written whole or not at all, and the Hadoop settings all output shares. */
final class OutputFiles {
  private static final String LOCAL_IMPLEMENTATION = "fs.file.impl";

  private static final String DISK_FULL = "No space left on device";

  private OutputFiles() {}

  /** A copy of {@code conf} under which local files get no {@code .crc} file beside them. */
  static Configuration settings(Configuration conf) {
    Configuration settings = new Configuration(conf);
    String local = settings.get(LOCAL_IMPLEMENTATION, LocalFileSystem.class.getName());
    if (local.equals(LocalFileSystem.class.getName())) {
      settings.set(LOCAL_IMPLEMENTATION, RawLocalFileSystem.class.getName());
      settings.setBoolean(LOCAL_IMPLEMENTATION + ".disable.cache", true);
    }
    return settings;
  }

  /** Replaces {@code file} by {@code text}. */
  static void write(FileSystem fs, Path file, String text) throws IOException {
    write(fs, file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Replaces {@code file}: written beside it first, then renamed. */
  static void write(FileSystem fs, Path file, WholeFile.Contents contents) throws IOException {
    Path beside = new Path(file.getParent(), "_" + file.getName() + ".tmp");
    try {
      try (FSDataOutputStream out = fs.create(beside, true)) {
        contents.writeTo(out);
      }
      if (!fs.rename(beside, file)) { // not every file system renames onto an old file
        fs.delete(file, false);
        if (!fs.rename(beside, file)) {
          throw new IOException("cannot rename " + beside + " to " + file);
        }
      }
    } catch (IOException e) {
      deleteQuietly(fs, beside);
      throw e;
    } catch (FSError e) {
      deleteQuietly(fs, beside);
      throw ioException(e);
    }
  }

  /** Hadoop's local file system throws an Error where a disk fails or is full. */
  static IOException ioException(FSError e) {
    return e.getCause() instanceof IOException cause ? cause : new IOException(e);
  }

  /**
   * The text of a file.
   *
   * @throws FileNotFoundException if there is none
   */
  static String read(FileSystem fs, Path file) throws IOException {
    try (FSDataInputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static void deleteQuietly(FileSystem fs, Path path) {
    try {
      fs.delete(path, true);
    } catch (IOException e) {
      // it is being removed because something else failed, and that is what will be reported
    }
  }

  /** What went wrong, for a person: the exception's words, or its kind where it has none. */
  static String reason(IOException e) {
    String message = e.getMessage();
    if (message == null || message.isBlank()) {
      return e.getClass().getSimpleName();
    }
    String first = message.lines().findFirst().orElse(message);
    return first.contains(DISK_FULL) ? first + "; free some, or name a folder elsewhere" : first;
  }
}
