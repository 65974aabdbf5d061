package dev.convoy.faults;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under {@code gate:/...}, where a test decides what goes wrong: files in the folder
 * of {@link Gates} make it wait, fail, or be full. Every JVM of a run has it on its class path.
 */
public final class GatedFileSystem extends RawLocalFileSystem {
  static final String CONTROL = "fs.gate.control";

  private static final URI NAME = URI.create("gate:///");

  /** What differs from run to run: part-00007-RUN.zstd.parquet, task_RUN_0000_m_000007. */
  private static final Pattern RUN_NAME =
      Pattern.compile("(?<=^part-\\d{5})-.*|(?<=^task_).*_(?=\\d+$)");

  private static final org.apache.hadoop.fs.Path FULL = new org.apache.hadoop.fs.Path("/dev/full");

  private static final long POLL_MILLIS = 20;

  private final AtomicLong written = new AtomicLong();
  private Path control = Path.of("");

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    control = Path.of(conf.get(CONTROL));
  }

  @Override
  public URI getUri() {
    return NAME;
  }

  @Override
  public String getScheme() {
    return NAME.getScheme();
  }

  @Override
  public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize) throws IOException {
    pass(Gates.OPEN, file);
    return super.open(file, bufferSize);
  }

  @Override
  public boolean rename(org.apache.hadoop.fs.Path from, org.apache.hadoop.fs.Path to)
      throws IOException {
    pass(Gates.RENAME, to);
    return super.rename(from, to);
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    pass(Gates.CREATE, file);
    return limited(
        super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress));
  }

  @Override
  public FSDataOutputStream create(
      org.apache.hadoop.fs.Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    pass(Gates.CREATE, file);
    return limited(super.create(file, overwrite, bufferSize, replication, blockSize, progress));
  }

  /** Fails or waits if a test wants that of this file. */
  private void pass(String what, org.apache.hadoop.fs.Path path) throws IOException {
    String file = RUN_NAME.matcher(path.getName()).replaceAll("");
    fail(what + file);
    if (take(control.resolve(Gates.ONCE + what + file), Gates.held(what + file))) {
      while (!Files.exists(control.resolve(Gates.RELEASE + what + file))) {
        sleep();
      }
    }
    if (Files.exists(control.resolve(Gates.ALL + what + file))) {
      Files.write(control.resolve(Gates.held(what + file)), new byte[0]);
      while (Files.exists(control.resolve(Gates.ALL + what + file))) {
        sleep();
      }
    }
  }

  private void fail(String what) throws IOException {
    try (DirectoryStream<Path> ordered =
        Files.newDirectoryStream(control, Gates.FAIL + what + ".*")) {
      for (Path one : ordered) {
        if (take(one, "done-" + one.getFileName())) {
          throw new IOException("on purpose: " + what);
        }
      }
    }
  }

  /** Only one of all JVMs gets it. */
  private boolean take(Path token, String becomes) throws IOException {
    try {
      Files.move(token, control.resolve(becomes), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void sleep() throws InterruptedIOException {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted at a gate");
    }
  }

  /** A stream that ends where the disk is full. */
  private FSDataOutputStream limited(FSDataOutputStream out) throws IOException {
    return new FSDataOutputStream(out, new FileSystem.Statistics("gate")) {
      @Override
      public void write(int b) throws IOException {
        reserve(1);
        super.write(b);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        reserve(count);
        super.write(bytes, from, count);
      }
    };
  }

  private void reserve(long count) throws IOException {
    long used = written.addAndGet(count);
    Path capacity = control.resolve(Gates.CAPACITY);
    if (Files.exists(capacity) && used > Long.parseLong(Files.readString(capacity).strip())) {
      try (FSDataOutputStream full = super.create(FULL, true, 1, (short) 1, 1, null)) {
        full.write(0); // fails as Hadoop lets a local disk fail
      }
    }
  }
}
