package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.JobKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * The {@code input} of a job file: keys checked when it is read, files looked at when it is opened.
 *
 * <pre>
 *   images: FOLDER, GLOB, LIST or IMAGE   labels: CSV
 *   idx: FILE                             idxLabels: FILE
 *   table: FOLDER                         column: NAME
 *   npz: FILE                             array: NAME, npzLabels: NAME
 * </pre>
 */
public final class ExampleInput {
  private static final String PREFIX = "input.";

  /** A file that can only be read from its beginning is read so often. */
  private static final int CONTAINER_SLICES = 8;

  /** Each kind of input with the keys that go with it. */
  private static final Map<String, Set<String>> COMPANIONS =
      Map.of(
          "images", Set.of("labels"),
          "idx", Set.of("idxLabels"),
          "table", Set.of("column"),
          "npz", Set.of("array", "npzLabels"));

  private static final List<JobKey> KEYS =
      List.of(
          key("images", "path", "folder (searched below too), glob, list file or one image"),
          key("labels", "path", "CSV with a header: file, label; file as in the path column"),
          key("idx", "path", "images as an IDX file (MNIST family), gzipped or not"),
          key("idxLabels", "path", "labels as an IDX file"),
          key("table", "path", "Parquet: a folder made by an earlier job, or any other"),
          key(
              "column",
              "name",
              "column of the table: images or a tensor; of a packed table its own"),
          key("npz", "path", "NumPy archive"),
          key("array", "name", "array [N, ...] of the archive"),
          key("npzLabels", "name", "array [N] of the archive with whole numbers"));

  private final ConfigNode node;
  private final String kind;

  private ExampleInput(ConfigNode node, String kind) {
    this.node = node;
    this.kind = kind;
  }

  /** The keys below {@code input}, for the help. */
  public static List<JobKey> keys() {
    return KEYS;
  }

  /** The same keys for a second data set. */
  public static List<JobKey> keys(String prefix) {
    return KEYS.stream()
        .map(
            key ->
                new JobKey(
                    prefix + key.name().substring(PREFIX.length() - 1),
                    key.type(),
                    key.standard(),
                    key.meaning()))
        .toList();
  }

  private static JobKey key(String name, String type, String meaning) {
    return new JobKey(PREFIX + name, type, "", meaning);
  }

  private static List<String> names() {
    return KEYS.stream().map(key -> key.name().substring(PREFIX.length())).toList();
  }

  private static List<String> kinds() {
    return names().stream().filter(COMPANIONS::containsKey).toList();
  }

  /**
   * Checks the keys.
   *
   * @param node the mapping {@code input}
   * @param others keys that stand there too, and are read by others
   * @throws dev.convoy.config.ConfigException for unknown keys, none or several of images, idx,
   *     table and npz, or keys that go with another of them
   */
  public static ExampleInput read(ConfigNode node, Collection<String> others) {
    List<String> known = new ArrayList<>(names());
    known.addAll(others);
    node.onlyKeys(known);
    List<String> found = kinds().stream().filter(kind -> node.find(kind).isPresent()).toList();
    if (found.size() != 1) {
      throw node.error(
          "found %s, needed exactly one of %s",
          found.isEmpty() ? "none" : String.join(" and ", found), String.join(", ", kinds()));
    }
    String kind = found.get(0);
    for (String key : node.mapping().keySet()) {
      if (!key.equals(kind)
          && !others.contains(key)
          && !COMPANIONS.getOrDefault(kind, Set.of()).contains(key)) {
        throw node.get(key)
            .error("goes with \"%s\", but this %s is \"%s\"", ownerOf(key), node.path(), kind);
      }
    }
    node.mapping().values().forEach(ConfigNode::string);
    if (kind.equals("npz")) {
      node.get("array");
    }
    return new ExampleInput(node, kind);
  }

  /** The same where nothing else stands there. */
  public static ExampleInput read(ConfigNode node) {
    return read(node, List.of());
  }

  private static String ownerOf(String key) {
    return COMPANIONS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(key))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(key);
  }

  /**
   * Finds and counts the examples; reads no more of them than their headers.
   *
   * @throws dev.convoy.config.ConfigException if there are none, or what is there does not fit
   */
  public ExampleSource open(Configuration conf) {
    return switch (kind) {
      case "images" -> FileSource.open(node, conf);
      case "idx" -> IdxSource.open(node, conf);
      case "table" -> TableSource.open(node, conf);
      default -> NpzSource.open(node, conf);
    };
  }

  /**
   * The same examples as a listing: for runs that do only what is missing. Finds out whether there
   * can be any, and counts none.
   *
   * @throws dev.convoy.config.ConfigException as {@link #open}
   */
  public ExampleListing list(Configuration conf) {
    return switch (kind) {
      case "images" -> ImageListing.open(node, conf);
      case "idx" -> listing(IdxSource.open(node, conf));
      case "table" -> TableSource.open(node, conf).listing();
      default -> listing(NpzSource.open(node, conf));
    };
  }

  private static ExampleListing listing(ExampleSource source) {
    return new SliceListing(source, source.slices(CONTAINER_SLICES), SliceListing.Keys.OF_CONTENT);
  }
}
