package dev.convoy.job.ledger;

import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleOpener;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.Listed;
import dev.convoy.store.TableRange;
import dev.convoy.store.TableRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a {@link Todo}.
 *
 * @param first how many rows come before
 * @param freeId as {@link Todo#freeId}
 */
record TodoSlice(long first, TableRange range, long freeId, Broadcast<ExampleOpener> opener)
    implements ExampleSlice {

  @Override
  public long count() {
    return range.rows();
  }

  @Override
  public ExampleReader open(Configuration conf) throws IOException {
    List<Listed> listed = listed(conf);
    ExampleReader reader = opener.value().open(listed, conf);
    return new ExampleReader() {
      private int next;

      @Override
      public List<Listed> listed() {
        return listed;
      }

      @Override
      public boolean readsInSequence() {
        return reader.readsInSequence();
      }

      @Override
      public boolean hasNext() {
        return reader.hasNext();
      }

      @Override
      public Example next() {
        next++;
        return reader.next();
      }

      @Override
      public void skip(int count) {
        next += count;
        reader.skip(count);
      }

      @Override
      public Optional<Example> peek() {
        Listed one = listed.get(next);
        Example.Payload unread = new Example.Unreadable("not read");
        return Optional.of(new Example(one.id(), one.path(), one.label(), one.size(), unread));
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  private List<Listed> listed(Configuration conf) throws IOException {
    List<Listed> listed = new ArrayList<>();
    long rank = first;
    try (TableRows rows = range.open(Todo.COLUMNS, conf)) {
      while (rows.hasNext()) {
        listed.add(listed(rows.next(), rank++));
      }
    }
    return listed;
  }

  private Listed listed(@Nullable Object[] cells, long rank) {
    Listed listed =
        new Listed(
            number(cells[0]),
            number(cells[1]),
            (String) Objects.requireNonNull(cells[2]),
            (int) number(cells[3]),
            number(cells[4]),
            (int) number(cells[5]),
            (String) Objects.requireNonNull(cells[6]));
    boolean keepsId = number(cells[7]) == 1 || freeId == Todo.IDS_OF_THE_INPUT;
    return keepsId ? listed : listed.withId(freeId + rank);
  }

  private static long number(@Nullable Object cell) {
    return (Long) Objects.requireNonNull(cell);
  }
}
