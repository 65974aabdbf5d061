package dev.convoy.job.input;

import dev.convoy.job.RunFailure;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Finds chosen examples in the slices of a container: a slice in which none is wanted is not read,
 * of the others what comes before the last one wanted.
 *
 * @param slices in order, without gaps, the first from position 0 on
 */
record SliceOpener(List<ExampleSlice> slices) implements ExampleOpener {
  @Override
  public ExampleReader open(List<Listed> wanted, Configuration conf) {
    return new Reader(wanted, conf);
  }

  private final class Reader implements ExampleReader {
    private final Iterator<Listed> wanted;
    private final Configuration conf;
    private int slice = -1;
    private @Nullable ExampleReader open;
    private long position;

    Reader(List<Listed> wanted, Configuration conf) {
      this.wanted = wanted.iterator();
      this.conf = conf;
    }

    @Override
    public boolean readsInSequence() {
      return true;
    }

    @Override
    public boolean hasNext() {
      return wanted.hasNext();
    }

    @Override
    public Example next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Listed next = wanted.next();
      Example found = read(next.position());
      return new Example(next.id(), next.path(), next.label(), found.size(), found.payload());
    }

    /** Reads nothing: the next one asked for is looked for when it is. */
    @Override
    public void skip(int count) {
      for (int i = 0; i < count; i++) {
        wanted.next();
      }
    }

    private Example read(long at) {
      ExampleReader from = readerAt(at);
      while (position < at) {
        from.next();
        position++;
      }
      position++;
      return from.next();
    }

    private ExampleReader readerAt(long at) {
      ExampleReader from = open;
      if (from != null && at < end(slice)) {
        return from;
      }
      while (slice < 0 || at >= end(slice)) {
        slice++;
      }
      try {
        close();
        from = slices.get(slice).open(conf);
      } catch (IOException e) {
        throw new RunFailure(InputPaths.reason(e), e);
      }
      open = from;
      position = slices.get(slice).first();
      return from;
    }

    private long end(int index) {
      return slices.get(index).first() + slices.get(index).count();
    }

    @Override
    public void close() throws IOException {
      ExampleReader from = open;
      open = null;
      if (from != null) {
        from.close();
      }
    }
  }
}
