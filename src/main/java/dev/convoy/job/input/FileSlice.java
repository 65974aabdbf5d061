package dev.convoy.job.input;

import dev.convoy.job.input.Example.Encoded;
import dev.convoy.job.input.Example.Payload;
import dev.convoy.job.input.Example.Unreadable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;

/**
 * Some image files, read whole, one at a time. A file that is missing or may not be read is an
 * example that is {@link Unreadable}; where reading fails for another reason, the attempt does, and
 * Spark's last attempt of the task takes the file for unreadable.
 *
 * @param root what the paths are relative to
 * @param labels one each, or none
 */
record FileSlice(long first, ImageRoot root, PackedPaths paths, int[] labels)
    implements ExampleSlice {
  /**
   * Bytes: more does not fit an array with room to spare, or would take a quarter of the heap while
   * it is read. A name may lead to a device that never ends.
   */
  private static final int LARGEST_FILE =
      (int) Math.min(1 << 30, Runtime.getRuntime().maxMemory() / 8);

  @Override
  public long count() {
    return paths.count();
  }

  @Override
  public ExampleReader open(Configuration conf) {
    return new Reader(conf);
  }

  private final class Reader implements ExampleReader {
    private final Configuration conf;
    private final boolean isLastTry = !TaskTries.isAnotherLeft(); // asked on the task's own thread
    private int next;

    Reader(Configuration conf) {
      this.conf = conf;
    }

    @Override
    public boolean hasNext() {
      return next < paths.count();
    }

    @Override
    public Example next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int index = next++;
      String path = paths.path(index);
      Payload payload = read(path, paths.size(index));
      long size = payload instanceof Encoded encoded ? encoded.bytes().length : paths.size(index);
      int label = labels.length > 0 ? labels[index] : Example.NO_LABEL;
      return new Example(first + index, path, label, size, payload);
    }

    @Override
    public void skip(int count) {
      next += count;
    }

    @Override
    public Optional<Example> peek() {
      int label = labels.length > 0 ? labels[next] : Example.NO_LABEL;
      Payload unread = new Unreadable("not read");
      return Optional.of(
          new Example(first + next, paths.path(next), label, paths.size(next), unread));
    }

    private Payload read(String relative, long size) {
      if (size > LARGEST_FILE) {
        return new Unreadable("has " + size + " bytes, over the " + LARGEST_FILE + " of one file");
      }
      Path path;
      FileSystem fs;
      try {
        path = root.file(relative);
        fs = fileSystem(path);
      } catch (IOException e) {
        return unreadable(relative, e);
      } catch (RuntimeException e) { // no such path, no such file system, none of its classes
        return new Unreadable(InputPaths.reason(e));
      }
      try (FSDataInputStream in = fs.open(path)) {
        byte[] bytes = in.readNBytes(LARGEST_FILE);
        if (in.read() >= 0) {
          return new Unreadable("has over " + LARGEST_FILE + " bytes");
        }
        return new Encoded(bytes);
      } catch (IOException e) {
        return unreadable(relative, e);
      } catch (FSError e) { // what Hadoop's local file system makes of an I/O error
        IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e);
        return unreadable(relative, cause);
      } catch (IllegalArgumentException e) {
        return new Unreadable(InputPaths.reason(e));
      } catch (RuntimeException e) { // what clients of object stores throw, for a moment maybe
        return unreadable(relative, new IOException(InputPaths.reason(e), e));
      }
    }

    private Unreadable unreadable(String relative, IOException e) {
      if (mayPass(e)) {
        throw new UncheckedIOException(relative + " cannot be read: " + InputPaths.reason(e), e);
      }
      return new Unreadable(InputPaths.reason(e));
    }

    /**
     * Whether another attempt of the task may read the file: a disk or a network that fails now is
     * no reason to reject an image. Where the last attempt meets it too, it is one.
     */
    private boolean mayPass(IOException e) {
      if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
        return true; // the attempt is being ended, whatever it is its turn to read
      }
      boolean aboutTheFile =
          e instanceof FileNotFoundException
              || e instanceof AccessControlException
              || e instanceof FileSystemException;
      return !aboutTheFile && !isLastTry;
    }

    /** Local files without the layer that looks for {@code .crc} files and refuses colons. */
    private FileSystem fileSystem(Path path) throws IOException {
      FileSystem fs = path.getFileSystem(conf);
      return fs instanceof LocalFileSystem local ? local.getRaw() : fs;
    }

    @Override
    public void close() {}
  }
}
