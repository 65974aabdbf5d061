package dev.convoy.job.report;

import dev.convoy.job.Reject;
import dev.convoy.report.html.RejectGallery;
import dev.convoy.report.html.Section;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Rejects by kind of reason: how many there were, and the first few of each. */
public final class RejectKinds implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int MOST_SAMPLES = 4;
  private static final int MOST_KINDS = 40;
  private static final int MOST_OF_A_TASK = 6; // samples of all kinds, since tasks are many
  private static final int LONGEST_REASON = 300;
  private static final Kind OTHERS = new Kind("several stages", "other reasons");
  private static final Pattern VARIES =
      Pattern.compile("'[^']*'|\\b[0-9a-f]{2}(?: [0-9a-f]{2})+\\b|[0-9][0-9,.]*");

  /** Reasons that differ in numbers, quoted text and the image's own name alone. */
  private record Kind(String stage, String pattern) implements Serializable {}

  /** Those of one kind. */
  private static final class Group implements Serializable {
    private static final long serialVersionUID = 1;

    private final ArrayList<Reject> samples = new ArrayList<>();
    private long count;
  }

  private final LinkedHashMap<Kind, Group> groups = new LinkedHashMap<>();

  /** Counts one more of a task. */
  public void add(Reject reject) {
    String name = reject.path();
    String named = reject.reason();
    String reason = shortened(name.isEmpty() ? named : named.replace(name, "…"));
    Kind kind = new Kind(reject.stage(), VARIES.matcher(reason).replaceAll("…"));
    int room = MOST_OF_A_TASK - samples().size();
    add(kind, 1, room > 0 ? List.of(reject.with(shortened(reject.reason()))) : List.of());
  }

  private static String shortened(String reason) {
    return reason.length() <= LONGEST_REASON
        ? reason
        : reason.substring(0, LONGEST_REASON) + " ...";
  }

  /**
   * Counts those of another task.
   *
   * @return its samples that are kept
   */
  public List<Reject> add(RejectKinds other) {
    List<Reject> kept = new ArrayList<>();
    other.groups.forEach((kind, group) -> kept.addAll(add(kind, group.count, group.samples)));
    return kept;
  }

  private List<Reject> add(Kind kind, long count, List<Reject> samples) {
    boolean isNew = !groups.containsKey(kind);
    Group group =
        groups.computeIfAbsent(
            isNew && groups.size() >= MOST_KINDS ? OTHERS : kind, k -> new Group());
    group.count += count;
    List<Reject> kept = samples.stream().limit(MOST_SAMPLES - group.samples.size()).toList();
    group.samples.addAll(kept);
    return kept;
  }

  /** Those that are shown, a few of each kind. */
  public List<Reject> samples() {
    return groups.values().stream().flatMap(group -> group.samples.stream()).toList();
  }

  /** Their section of a report, without pictures; empty where there are none. */
  public Optional<Section> section(String table) {
    return section(
        table,
        reject -> new RejectGallery.Sample(reject.path(), reject.size(), reject.reason(), "", ""));
  }

  /**
   * Their section of a report; empty where there are none.
   *
   * @param table where all are listed
   * @param shown a reject with its picture
   */
  public Optional<Section> section(String table, Function<Reject, RejectGallery.Sample> shown) {
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    List<RejectGallery.Group> largestFirst = new ArrayList<>();
    groups.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue().count, a.getValue().count))
        .forEach(entry -> largestFirst.add(gallery(entry, shown)));
    long count = groups.values().stream().mapToLong(group -> group.count).sum();
    return Optional.of(new RejectGallery(largestFirst, count, table));
  }

  private static RejectGallery.Group gallery(
      Map.Entry<Kind, Group> entry, Function<Reject, RejectGallery.Sample> shown) {
    Kind kind = entry.getKey();
    Group group = entry.getValue();
    return new RejectGallery.Group(
        kind.stage(),
        group.count == 1 && group.samples.size() == 1
            ? group.samples.get(0).reason()
            : kind.pattern(),
        group.count,
        group.samples.stream().map(shown).toList());
  }
}
