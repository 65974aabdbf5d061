package dev.convoy.job.backward;

import dev.convoy.job.RunFailure;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of some rows of a cache from their ids and labels alone.
 *
 * @param rows how many
 * @param firstId id of the first row
 * @param lastId id of the last row
 * @param ascending whether each id is above the one before
 * @param unlabelled rows without a label
 * @param noLabel the first of them
 * @param badLabels rows with a label that is no class
 * @param badLabel the first of them
 */
record CacheSurvey(
    long rows,
    long firstId,
    long lastId,
    long leastId,
    long greatestId,
    boolean ascending,
    long unlabelled,
    @Nullable CacheRow noLabel,
    long badLabels,
    @Nullable CacheRow badLabel)
    implements Serializable {

  /** Looks at every row. */
  static CacheSurvey of(Iterator<CacheRow> rows, int classes) {
    long count = 0;
    long first = -1;
    long last = -1;
    long least = Long.MAX_VALUE;
    long greatest = -1;
    boolean ascending = true;
    long unlabelled = 0;
    CacheRow noLabel = null;
    long badLabels = 0;
    CacheRow badLabel = null;
    while (rows.hasNext()) {
      CacheRow row = rows.next();
      if (row.id() < 0) {
        throw new RunFailure("forward cache: id " + row.id() + ", needed whole numbers from 0");
      }
      first = count == 0 ? row.id() : first;
      ascending &= row.id() > last;
      last = row.id();
      least = Math.min(least, last);
      greatest = Math.max(greatest, last);
      count++;
      if (row.label() < 0) {
        unlabelled++;
        noLabel = noLabel == null ? row : noLabel;
      } else if (row.label() >= classes) {
        badLabels++;
        badLabel = badLabel == null ? row : badLabel;
      }
    }
    return new CacheSurvey(
        count, first, last, least, greatest, ascending, unlabelled, noLabel, badLabels, badLabel);
  }

  /** Whether all rows of all parts lie in the order of their ids, none twice. */
  static boolean isAscending(List<CacheSurvey> parts) {
    long last = -1;
    for (CacheSurvey part : parts) {
      if (!part.ascending || part.firstId <= last) {
        return false;
      }
      last = part.lastId;
    }
    return true;
  }

  /** Throws unless every row has a label that is one of the classes. */
  static void checkLabels(List<CacheSurvey> parts, int classes) {
    long rows = parts.stream().mapToLong(CacheSurvey::rows).sum();
    long unlabelled = parts.stream().mapToLong(CacheSurvey::unlabelled).sum();
    long badLabels = parts.stream().mapToLong(CacheSurvey::badLabels).sum();
    for (CacheSurvey part : parts) {
      if (part.noLabel != null) {
        throw new RunFailure(
            "loss: %,d of %,d forward caches have no label, the first is %s; run the forward job with labels for all images, or give gradOutput instead of loss"
                .formatted(unlabelled, rows, part.noLabel.name()));
      }
    }
    for (CacheSurvey part : parts) {
      if (part.badLabel != null) {
        throw new RunFailure(
            "loss: %,d of %,d labels are none of the network's classes, 0 to %s; the first is label %s of %s"
                .formatted(
                    badLabels, rows, classes - 1, part.badLabel.label(), part.badLabel.name()));
      }
    }
  }
}
