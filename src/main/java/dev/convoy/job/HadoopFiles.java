package dev.convoy.job;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads the small files that job and network files name, on any file system Hadoop knows. */
public final class HadoopFiles {
  private static final int LARGEST_TEXT = 16 << 20;

  private final Configuration conf;

  public HadoopFiles(Configuration conf) {
    this.conf = conf;
  }

  /**
   * Reads a text file that a key names.
   *
   * @throws ConfigException at the key's place, if the file is missing, a folder, or unreadable
   */
  public String text(ConfigNode key) {
    try (InputStream in = open(new Path(key.string()))) {
      byte[] bytes = in.readNBytes(LARGEST_TEXT + 1);
      if (bytes.length > LARGEST_TEXT) {
        throw key.error(
            "%s is over %s bytes, too large for a text file", key.string(), LARGEST_TEXT);
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException | IllegalArgumentException e) {
      throw key.error("%s", e.getMessage());
    }
  }

  /** Opens a file named within another one: relative to that one's folder, or absolute. */
  public InputStream openBeside(String file, String named) throws IOException {
    Path folder = new Path(file).getParent();
    Path path = new Path(named);
    return open(path.isAbsolute() || folder == null ? path : new Path(folder, path));
  }

  /** Opens a file as a job file names it. */
  InputStream openFile(String file) throws IOException {
    return open(new Path(file));
  }

  private InputStream open(Path path) throws IOException {
    FileStatus status = file(path);
    try {
      return fileSystem(path).open(status.getPath());
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  FileSystem fileSystem(Path path) throws IOException {
    try {
      return path.getFileSystem(conf);
    } catch (RuntimeException e) { // of a file system that Hadoop knows, but has no classes of
      throw new IOException(path + " cannot be reached: " + e.getMessage(), e);
    }
  }

  /**
   * Looks at a file.
   *
   * @throws IOException if it is missing, a folder, or unreadable
   */
  FileStatus file(Path path) throws IOException {
    FileStatus status;
    try {
      status = fileSystem(path).getFileStatus(path);
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException("no such file: " + path);
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    if (status.isDirectory()) {
      throw new IOException(path + " is a folder, needed a file");
    }
    return status;
  }

  private static IOException unreadable(Path path, IOException cause) {
    return new IOException(path + " cannot be read: " + cause.getMessage(), cause);
  }
}
