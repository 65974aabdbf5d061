package dev.convoy.job.input;

import dev.convoy.job.RunFailure;
import dev.convoy.tensor.NumpyArray;
import java.io.IOException;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Some examples of an array.
 *
 * @param labels one each, or none
 */
record NpzSlice(long first, long count, Path file, String array, int[] labels)
    implements ExampleSlice {

  @Override
  public ExampleReader open(Configuration conf) {
    NumpyArray all;
    try {
      all = NpzSource.read(file, conf).get(array);
    } catch (IOException e) {
      throw new RunFailure(file + " cannot be read: " + InputPaths.reason(e), e);
    }
    if (all == null || all.shape().rank() < 2 || all.shape().n() < first + count) {
      throw new RunFailure(file + ": array " + array + " has changed during the run");
    }
    return new Reader(all.floats(), Math.toIntExact(all.shape().count() / all.shape().n()));
  }

  private final class Reader implements ExampleReader {
    private final float[] all;
    private final int length;
    private int next;

    Reader(float[] all, int length) {
      this.all = all;
      this.length = length;
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
      int id = Math.toIntExact(first + index);
      float[] values = Arrays.copyOfRange(all, id * length, (id + 1) * length);
      int label = labels.length > 0 ? labels[index] : Example.NO_LABEL;
      long size = (long) length * Float.BYTES;
      return new Example(id, file.getName() + "#" + id, label, size, new Example.Values(values));
    }

    @Override
    public void close() {}
  }
}
