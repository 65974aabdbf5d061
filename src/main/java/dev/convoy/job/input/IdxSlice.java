package dev.convoy.job.input;

import dev.convoy.image.Pixels;
import dev.convoy.job.RunFailure;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;

/**
 * Some pictures of an IDX file; a gzipped file is unpacked from its beginning, since nothing else
 * is possible.
 *
 * @param labels one byte each, unsigned, or none
 */
record IdxSlice(long first, long count, IdxFile file, int channels, byte[] labels)
    implements ExampleSlice {

  @Override
  public ExampleReader open(Configuration conf) throws IOException {
    try {
      return new Reader(file.open(first, conf));
    } catch (IOException e) {
      throw failure(first, e);
    }
  }

  private RunFailure failure(long image, IOException e) {
    return new RunFailure(
        "%s: image %s of %s cannot be read: %s; the file is damaged or has changed"
            .formatted(file.path(), image, file.count(), InputPaths.reason(e)),
        e);
  }

  private final class Reader implements ExampleReader {
    private final DataInputStream in;
    private int next;

    Reader(DataInputStream in) {
      this.in = in;
    }

    @Override
    public boolean hasNext() {
      return next < count;
    }

    @Override
    public Example next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      int index = next++;
      byte[] bytes = new byte[file.exampleBytes()];
      try {
        in.readFully(bytes);
      } catch (IOException e) {
        throw failure(first + index, e);
      }
      Pixels pixels = new Pixels(file.sizes()[1], file.sizes()[2], channels, bytes);
      int label = labels.length > 0 ? Byte.toUnsignedInt(labels[index]) : Example.NO_LABEL;
      long id = first + index;
      String path = file.path().getName() + "#" + id;
      return new Example(id, path, label, bytes.length, new Example.Decoded(pixels));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
