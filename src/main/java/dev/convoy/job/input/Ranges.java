package dev.convoy.job.input;

import dev.convoy.tensor.Check;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** Cuts a count into neighbouring ranges that differ by 1 at most, the longer ones first. */
public final class Ranges {
  public record Range(long first, long count) implements Serializable {
    public int intFirst() {
      return Math.toIntExact(first);
    }

    public int intCount() {
      return Math.toIntExact(count);
    }
  }

  private Ranges() {}

  public static List<Range> of(long count, int parts) {
    Check.that(parts >= 1, "found %s partitions, needed at least 1", parts);
    long used = Math.min(parts, count);
    List<Range> ranges = new ArrayList<>();
    long first = 0;
    for (long part = 0; part < used; part++) {
      long size = count / used + (part < count % used ? 1 : 0);
      ranges.add(new Range(first, size));
      first += size;
    }
    return ranges;
  }
}
