package dev.convoy.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One value of a YAML file: a mapping, a list or a scalar, with the place it was written at.
 *
 * <p>Reading is strict. Every accessor names file, line, key, what it found and what it needed:
 *
 * <pre>
 *   jobs/features.yaml:7: "batchSize": found "many", needed a whole number
 * </pre>
 *
 * <p>Immutable.
 */
public final class ConfigNode {
  private enum Kind {
    MAPPING("a mapping"),
    LIST("a list"),
    SCALAR("a single value");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  private final Kind kind;
  private final String place;
  private final String path;
  private final Map<String, ConfigNode> entries;
  private final List<ConfigNode> items;
  private final String text;

  private ConfigNode(
      Kind kind,
      String place,
      String path,
      Map<String, ConfigNode> entries,
      List<ConfigNode> items,
      String text) {
    this.kind = kind;
    this.place = place;
    this.path = path;
    this.entries = Collections.unmodifiableMap(entries);
    this.items = Collections.unmodifiableList(items);
    this.text = text;
  }

  /**
   * A mapping.
   *
   * @param place where it stands, for messages: {@code jobs/features.yaml:3} or {@code command
   *     line}
   * @param path its key from the root of the file, dotted; empty for the root itself
   */
  static ConfigNode mapping(String place, String path, Map<String, ConfigNode> entries) {
    return new ConfigNode(Kind.MAPPING, place, path, new LinkedHashMap<>(entries), List.of(), "");
  }

  static ConfigNode list(String place, String path, List<ConfigNode> items) {
    return new ConfigNode(Kind.LIST, place, path, Map.of(), new ArrayList<>(items), "");
  }

  static ConfigNode scalar(String place, String path, String text) {
    return new ConfigNode(Kind.SCALAR, place, path, Map.of(), List.of(), text);
  }

  /** Where this value stands: file and line, or the command line. */
  public String place() {
    return place;
  }

  /** The dotted key from the root of the file, for instance {@code output.features}. */
  public String path() {
    return path;
  }

  public boolean isMapping() {
    return kind == Kind.MAPPING;
  }

  public boolean isList() {
    return kind == Kind.LIST;
  }

  public boolean isScalar() {
    return kind == Kind.SCALAR;
  }

  /** An exception that begins with this value's place and key. */
  public ConfigException error(String message, Object... values) {
    String where = path.isEmpty() ? place + ": " : place + ": \"" + path + "\": ";
    return new ConfigException(where + String.format(Locale.ROOT, message, values));
  }

  /**
   * Checks that this is a mapping with no keys but the given ones.
   *
   * @throws ConfigException naming the first other key and the nearest valid one
   */
  public ConfigNode onlyKeys(Collection<String> known) {
    for (Map.Entry<String, ConfigNode> entry : mapping().entrySet()) {
      if (!known.contains(entry.getKey())) {
        throw new ConfigException(
            entry.getValue().place
                + ": unknown key \""
                + entry.getValue().path
                + "\""
                + NearestName.hint(entry.getKey(), known));
      }
    }
    return this;
  }

  public ConfigNode onlyKeys(String... known) {
    return onlyKeys(Arrays.asList(known));
  }

  public Optional<ConfigNode> find(String key) {
    return Optional.ofNullable(mapping().get(key));
  }

  /** The value of {@code key}; an error where it is missing. */
  public ConfigNode get(String key) {
    return find(key).orElseThrow(() -> missing(key));
  }

  private ConfigException missing(String key) {
    String full = path.isEmpty() ? key : path + "." + key;
    String present = entries.isEmpty() ? "no keys" : String.join(", ", entries.keySet());
    return new ConfigException(place + ": missing key \"" + full + "\"; found " + present);
  }

  /** Keys and values in the order written. */
  public Map<String, ConfigNode> mapping() {
    require(Kind.MAPPING);
    return entries;
  }

  public List<ConfigNode> list() {
    require(Kind.LIST);
    return items;
  }

  /** The items of a list, or this value alone: for keys that take one or several. */
  public List<ConfigNode> listOrSingle() {
    return isList() ? items : List.of(this);
  }

  public String string() {
    require(Kind.SCALAR);
    return text;
  }

  /** A whole number between {@code least} and {@code most}. */
  public int integer(int least, int most) {
    long value = wholeNumber();
    if (value < least || value > most) {
      throw error("found %s, needed a whole number from %s to %s", value, least, most);
    }
    return (int) value;
  }

  /** A whole number. */
  public long wholeNumber() {
    try {
      return Long.parseLong(string().replace("_", ""));
    } catch (NumberFormatException e) {
      throw error("found %s, needed a whole number", describe());
    }
  }

  /** A finite number; a fraction such as {@code 1/255} is allowed. */
  public double number() {
    double value;
    try {
      String[] parts = string().split("/", -1);
      value = Double.parseDouble(parts[0]);
      if (parts.length == 2) {
        value /= Double.parseDouble(parts[1]);
      }
      if (parts.length > 2 || Double.isNaN(value) || Double.isInfinite(value)) {
        throw new NumberFormatException();
      }
    } catch (NumberFormatException e) {
      throw error("found %s, needed a number", describe());
    }
    return value;
  }

  /** {@code true} or {@code false}. */
  public boolean bool() {
    switch (string()) {
      case "true":
        return true;
      case "false":
        return false;
      default:
        throw error("found %s, needed true or false", describe());
    }
  }

  /** One of the given words; an error with the nearest otherwise. */
  public String oneOf(Collection<String> words) {
    if (!isScalar() || !words.contains(text)) {
      throw error("found %s%s", describe(), NearestName.hint(isScalar() ? text : "", words));
    }
    return text;
  }

  public String oneOf(String... words) {
    return oneOf(Arrays.asList(words));
  }

  /**
   * This tree with one value set, as {@code key=value} on the command line does. Mappings on the
   * way are made where they are missing; whether the key is known is checked by who reads it.
   *
   * @param dottedKey for instance {@code output.features}
   */
  public ConfigNode with(String dottedKey, ConfigNode value) {
    int dot = dottedKey.indexOf('.');
    String key = dot < 0 ? dottedKey : dottedKey.substring(0, dot);
    Map<String, ConfigNode> changed = new LinkedHashMap<>(mapping());
    if (dot < 0) {
      changed.put(key, value);
    } else {
      String childPath = path.isEmpty() ? key : path + "." + key;
      ConfigNode child = changed.get(key);
      if (child == null || !child.isMapping()) {
        child = mapping(value.place, childPath, Map.of());
      }
      changed.put(key, child.with(dottedKey.substring(dot + 1), value));
    }
    return mapping(place, path, changed);
  }

  private void require(Kind needed) {
    if (kind != needed) {
      throw error("found %s, needed %s", describe(), needed.words);
    }
  }

  private String describe() {
    return kind == Kind.SCALAR ? "\"" + text + "\"" : kind.words;
  }

  /** The tree as plain maps, lists and strings: for manifests and fingerprints. */
  public Object plain() {
    switch (kind) {
      case MAPPING:
        Map<String, Object> map = new LinkedHashMap<>();
        entries.forEach((key, value) -> map.put(key, value.plain()));
        return map;
      case LIST:
        return items.stream().map(ConfigNode::plain).collect(Collectors.toList());
      default:
        return text;
    }
  }

  @Override
  public String toString() {
    return plain().toString();
  }
}
