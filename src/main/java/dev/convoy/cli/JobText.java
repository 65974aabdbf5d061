package dev.convoy.cli;

import dev.convoy.config.ConfigException;
import dev.convoy.job.HadoopSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** Fetches the text of a job file. A path without a scheme is looked for here first, then there. */
final class JobText {
  private static final int LARGEST_BYTES = 1 << 20; // a job file has a few hundred

  private JobText() {}

  /**
   * The whole text, UTF-8.
   *
   * @throws ConfigException where there is no such file, or it cannot be a job file
   */
  static String read(String path) {
    try {
      return decode(path, isLocalFile(path) ? localBytes(path) : hadoopBytes(path));
    } catch (FileNotFoundException e) {
      throw new ConfigException(path + ": no such file", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(path + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isLocalFile(String path) {
    try {
      return Files.exists(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static byte[] localBytes(String path) throws IOException {
    Path file = Path.of(path);
    checkKind(path, Files.isDirectory(file), Files.size(file));
    return Files.readAllBytes(file);
  }

  private static byte[] hadoopBytes(String path) throws IOException {
    var file = new org.apache.hadoop.fs.Path(path);
    FileSystem files = file.getFileSystem(HadoopSettings.beforeSpark());
    FileStatus status = files.getFileStatus(file);
    checkKind(path, status.isDirectory(), status.getLen());
    try (InputStream in = files.open(file)) {
      return in.readAllBytes();
    }
  }

  private static void checkKind(String path, boolean folder, long byteCount) {
    if (folder) {
      throw new ConfigException(path + ": is a folder, needed a job file (.yaml)");
    }
    if (byteCount > LARGEST_BYTES) {
      throw new ConfigException(
          path
              + ": found "
              + byteCount
              + " bytes, needed a job file (.yaml) of at most "
              + LARGEST_BYTES);
    }
  }

  private static String decode(String path, byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(path + ": is no UTF-8 text, needed a job file (.yaml)", e);
    }
  }
}
