package dev.convoy.store;

import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.NumpyFormatException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A single file that a run leaves, on any file system Hadoop knows: replaced whole, never
 * half-written.
 */
public final class WholeFile {
  private final Path path;
  private final FileSystem fs;

  private WholeFile(Path path, FileSystem fs) {
    this.path = path;
    this.fs = fs;
  }

  /**
   * A file that may exist or not.
   *
   * @throws StoreException if there is no such file system
   */
  public static WholeFile of(String file, Configuration conf) {
    try {
      Path path = new Path(file);
      FileSystem fs = path.getFileSystem(OutputFiles.settings(conf));
      return new WholeFile(fs.makeQualified(path), fs);
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException(file + " is no usable path: " + e.getMessage(), e);
    }
  }

  /**
   * Whether something lies there.
   *
   * @throws StoreException if it cannot be looked at
   */
  public boolean exists() {
    try {
      return fs.exists(path);
    } catch (IOException e) {
      throw new StoreException(path + " cannot be looked at: " + OutputFiles.reason(e), e);
    }
  }

  /**
   * Proves that it can be written, so that a run does not find out at its end; folders are made.
   *
   * @throws StoreException if it cannot
   */
  public void prove() {
    Path probe = new Path(path.getParent(), "_" + path.getName() + ".probe");
    try {
      fs.create(probe, true).close();
      fs.delete(probe, false);
    } catch (IOException e) {
      throw new StoreException(
          path
              + " cannot be written: "
              + OutputFiles.reason(e)
              + "; name a file that this user may write",
          e);
    }
  }

  /** Writes arrays as a NumPy archive; folders are made. */
  public void write(Map<String, NumpyArray> arrays) {
    write(out -> NpzFormat.write(out, arrays));
  }

  /** Writes text as UTF-8; folders are made. */
  public void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes bytes; folders are made. */
  public void write(byte[] bytes) {
    write(out -> out.write(bytes));
  }

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Contents {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes contents of any size; folders are made. */
  public void write(Contents contents) {
    try {
      OutputFiles.write(fs, path, contents);
    } catch (IOException e) {
      throw new StoreException(path + " cannot be written: " + OutputFiles.reason(e), e);
    }
  }

  /**
   * Reads a NumPy archive.
   *
   * @throws StoreException if it is missing or none
   */
  public Map<String, NumpyArray> readArrays() {
    try (InputStream in = fs.open(path)) {
      return NpzFormat.read(in, path.toString());
    } catch (FileNotFoundException e) {
      throw new StoreException("no such file: " + path, e);
    } catch (NumpyFormatException e) {
      throw new StoreException(e.getMessage(), e); // names the file
    } catch (IOException e) {
      throw new StoreException(path + " cannot be read: " + OutputFiles.reason(e), e);
    }
  }

  /** Removes it if it is there. */
  public void remove() {
    try {
      fs.delete(path, false);
    } catch (IOException e) {
      throw new StoreException(path + " cannot be removed: " + OutputFiles.reason(e), e);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
