package dev.convoy.job.forward;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Local files under {@code stuck:}, of which those called stuck are never opened. */
public final class StuckFileSystem extends RawLocalFileSystem {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  @Override
  public URI getUri() {
    return URI.create("stuck:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    if (path.getName().contains("stuck")) {
      try {
        NEVER.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
    return super.open(path, bufferSize);
  }
}
