package dev.convoy.job.input;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.job.input.ImageFiles.ImageFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Labels of images from a CSV file with a header: a column {@code file} or {@code path}, relative
 * to the folder or list of the images, and a column {@code label}; further columns are passed over.
 * A value may stand in double quotes, a quote within doubled.
 */
final class LabelFile {
  private static final List<String> PATH_NAMES = List.of("file", "path");
  private static final String LABEL_NAME = "label";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String file;
  private final Map<String, Integer> indexOfPath;
  private final int[] labels;
  private int line;

  private LabelFile(String file, List<ImageFile> images) {
    this.file = file;
    this.labels = new int[images.size()];
    Arrays.fill(labels, Example.NO_LABEL);
    this.indexOfPath = new HashMap<>(images.size() * 2);
    for (int i = 0; i < images.size(); i++) {
      indexOfPath.putIfAbsent(images.get(i).path(), i);
    }
  }

  /**
   * The label of each image, {@link Example#NO_LABEL} where the file has none.
   *
   * @throws ConfigException naming the line, for files that are not among the images, files named
   *     twice, and labels that are no whole numbers from 0
   */
  static int[] read(ConfigNode key, List<ImageFile> images, Configuration conf) {
    Path path = InputPaths.file(key, conf).getPath();
    LabelFile labels = new LabelFile(key.string(), images);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                InputPaths.fileSystem(key, path, conf).open(path), StandardCharsets.UTF_8))) {
      labels.readAll(reader);
    } catch (IOException e) {
      throw key.error("%s cannot be read: %s", path, InputPaths.reason(e));
    }
    labels.copyToRepeatedImages(images);
    return labels.labels;
  }

  private void readAll(BufferedReader reader) throws IOException {
    String first = reader.readLine();
    line = 1;
    if (first == null) {
      throw error("is empty; needed a header such as file,label");
    }
    List<String> header = split(first.startsWith(BYTE_ORDER_MARK) ? first.substring(1) : first);
    List<String> names =
        header.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    int pathAt =
        PATH_NAMES.stream().mapToInt(names::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
    int labelAt = names.indexOf(LABEL_NAME);
    if (pathAt < 0 || labelAt < 0) {
      throw error(
          "found columns %s; needed a column \"file\" or \"path\" and a column \"label\"", header);
    }
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      if (!text.isBlank()) {
        readLine(split(text), header.size(), pathAt, labelAt);
      }
    }
  }

  private void readLine(List<String> values, int columns, int pathAt, int labelAt) {
    if (values.size() != columns) {
      throw error("found %s values, the header has %s columns", values.size(), columns);
    }
    String path = values.get(pathAt);
    Integer index = indexOfPath.get(path);
    if (index == null) {
      throw error(
          "\"%s\" is not among the images, whose paths are like \"%s\"",
          path, indexOfPath.keySet().stream().sorted().findFirst().orElse(""));
    }
    if (labels[index] != Example.NO_LABEL) {
      throw error("\"%s\" has a label already", path);
    }
    labels[index] = label(values.get(labelAt));
  }

  private int label(String text) {
    try {
      int label = Integer.parseInt(text.strip());
      if (label >= 0) {
        return label;
      }
    } catch (NumberFormatException e) {
      // told below, with negative ones
    }
    throw error("found label \"%s\", needed a whole number from 0", text);
  }

  /** A list may name an image twice. */
  private void copyToRepeatedImages(List<ImageFile> images) {
    for (int i = 0; i < labels.length; i++) {
      labels[i] = labels[indexOfPath.getOrDefault(images.get(i).path(), i)];
    }
  }

  private List<String> split(String text) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == '"') {
        boolean doubled = quoted && i + 1 < text.length() && text.charAt(i + 1) == '"';
        if (doubled) {
          value.append(letter);
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (letter == ',' && !quoted) {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(letter);
      }
    }
    if (quoted) {
      throw error("a double quote is not closed");
    }
    values.add(value.toString());
    return values;
  }

  private ConfigException error(String message, Object... values) {
    return new ConfigException(
        file + ":" + line + ": " + String.format(Locale.ROOT, message, values));
  }
}
