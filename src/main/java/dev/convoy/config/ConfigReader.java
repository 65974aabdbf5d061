package dev.convoy.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads YAML text into a {@link ConfigNode}. Anchors, aliases, repeated keys, empty values and more
 * than one document are errors: a job file that can be read in two ways is a wrong one.
 */
public final class ConfigReader {
  private static final String COMMAND_LINE = "command line";
  private static final int DEEPEST = 32;
  private static final int LONGEST_PIECE = 160;

  /** Of all values' dotted keys together: deep, long keys above many values multiply. */
  private static final long MOST_KEY_LETTERS = 32 << 20;

  private final YAMLParser parser;
  private final String file;
  private long keyLetters;

  private ConfigReader(YAMLParser parser, String file) {
    this.parser = parser;
    this.file = file;
  }

  /**
   * Reads a whole file.
   *
   * @param text its contents
   * @param file its name, for messages
   * @throws ConfigException where the text is no YAML, or not a single mapping
   */
  public static ConfigNode read(String text, String file) {
    ConfigNode root = readValue(text, file, "");
    if (!root.isMapping()) {
      throw root.error("found no mapping; needed lines of \"key: value\"");
    }
    return root;
  }

  /**
   * Applies {@code key=value} of a command line. A value that begins with a bracket, a brace or a
   * quote is YAML; any other is taken as it stands, so that a path may hold {@code #} and {@code
   * :}.
   *
   * @throws ConfigException where the text has no {@code =}, the value is empty, or no YAML
   */
  public static ConfigNode override(ConfigNode root, String keyAndValue) {
    int equals = keyAndValue.indexOf('=');
    if (equals < 1) {
      throw new ConfigException(
          "command line: found \""
              + keyAndValue
              + "\", needed key=value, for instance batchSize=16");
    }
    String key = keyAndValue.substring(0, equals);
    String value = keyAndValue.substring(equals + 1);
    if (value.isBlank()) {
      throw new ConfigException("command line: \"" + key + "\": has no value");
    }
    boolean structured = "[{\"'".indexOf(value.charAt(0)) >= 0;
    return root.with(
        key,
        structured
            ? readValue(value, COMMAND_LINE, key)
            : ConfigNode.scalar(COMMAND_LINE, key, value));
  }

  private static ConfigNode readValue(String text, String file, String path) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      ConfigReader reader = new ConfigReader(parser, file);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new ConfigException(file + ": is empty");
      }
      ConfigNode root = reader.value(path, 0);
      if (parser.nextToken() != null) {
        throw new ConfigException(reader.place() + ": a second document begins; needed only one");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new ConfigException(
          file
              + ":"
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + ": not YAML: "
              + firstLine(e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw new ConfigException(file + ": nested too deeply");
    }
  }

  private ConfigNode value(String path, int depth) throws IOException {
    if (depth > DEEPEST) {
      throw new ConfigException(place() + ": nested deeper than " + DEEPEST + " levels");
    }
    if (parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw new ConfigException(place() + ": anchors and aliases are not allowed; write it out");
    }
    keyLetters += path.length();
    if (keyLetters > MOST_KEY_LETTERS) {
      throw new ConfigException(place() + ": too many values under too long keys");
    }
    switch (parser.currentToken()) {
      case START_OBJECT:
        return mapping(path, depth);
      case START_ARRAY:
        return list(path, depth);
      case VALUE_NULL:
        throw new ConfigException(place() + ": \"" + path + "\": has no value");
      default:
        return ConfigNode.scalar(place(), path, parser.getText());
    }
  }

  private ConfigNode mapping(String path, int depth) throws IOException {
    String place = place();
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      String keyPlace = place();
      parser.nextToken();
      String keyPath = path.isEmpty() ? key : path + "." + key;
      if (entries.put(key, value(keyPath, depth + 1)) != null) {
        throw new ConfigException(keyPlace + ": key \"" + keyPath + "\" is written twice");
      }
    }
    return ConfigNode.mapping(place, path, entries);
  }

  private ConfigNode list(String path, int depth) throws IOException {
    String place = place();
    List<ConfigNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(path + "[" + items.size() + "]", depth + 1));
    }
    return ConfigNode.list(place, path, items);
  }

  private String place() {
    if (file.equals(COMMAND_LINE)) {
      return file;
    }
    return file + ":" + parser.currentTokenLocation().getLineNr();
  }

  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("").strip();
    return line.length() <= LONGEST_PIECE ? line : line.substring(0, LONGEST_PIECE) + "...";
  }
}
