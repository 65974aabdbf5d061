package dev.convoy.report.html;

import java.util.List;
import java.util.Locale;

/**
 * Images that did not get through, by reason.
 *
 * @param groups the largest first
 * @param count of all rejects
 * @param table where all of them are listed
 */
public record RejectGallery(List<Group> groups, long count, String table) implements Section {
  /**
   * Rejects for one kind of reason.
   *
   * @param reason with … for what differs between them
   */
  public record Group(String stage, String reason, long count, List<Sample> samples) {
    boolean several() {
      return samples.size() > 1;
    }

    String countWords() {
      return String.format(Locale.ROOT, "%,d", count);
    }
  }

  /**
   * One of them.
   *
   * @param picture what can still be seen of it, as a data URI; empty for nothing
   * @param bytes its first bytes in words, where there is no picture; may be empty
   */
  public record Sample(String path, long size, String reason, String picture, String bytes) {
    String sizeWords() {
      return Words.bytes(size);
    }

    boolean unseen() {
      return picture.isEmpty() && !bytes.isEmpty();
    }

    boolean seen() {
      return !picture.isEmpty();
    }
  }

  public RejectGallery {
    groups = List.copyOf(groups);
  }

  @Override
  public String heading() {
    return "Rejects";
  }

  @Override
  public String intro() {
    return String.format(
        Locale.ROOT,
        "%,d of them, for %d %s of reason. All are listed in %s.",
        count,
        groups.size(),
        groups.size() == 1 ? "kind" : "kinds",
        table);
  }

  @Override
  public String template() {
    return "rejects";
  }
}
