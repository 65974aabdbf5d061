package dev.convoy.job.input;

import dev.convoy.config.ConfigException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The lines of a label file: CSV with a header, a column {@code file} or {@code path}, relative to
 * the folder or list of the images, and a column {@code label}; further columns are passed over. A
 * value may stand in double quotes, a quote within doubled.
 *
 * @param file for errors
 * @param columns of the header
 * @param pathAt which of them is the path
 * @param labelAt which of them is the label
 */
record LabelLines(String file, int columns, int pathAt, int labelAt) implements Serializable {
  /** What a line says. */
  record LabelLine(String path, int label, long line) implements Serializable {}

  private static final List<String> PATH_NAMES = List.of("file", "path");
  private static final String LABEL_NAME = "label";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads the first line.
   *
   * @throws ConfigException if the columns are not there
   */
  static LabelLines ofHeader(String file, String text) {
    String place = file + ":1: ";
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    List<String> header = split(plain, place);
    List<String> names =
        header.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
    int pathAt =
        PATH_NAMES.stream().mapToInt(names::indexOf).filter(at -> at >= 0).findFirst().orElse(-1);
    int labelAt = names.indexOf(LABEL_NAME);
    if (pathAt < 0 || labelAt < 0) {
      throw new ConfigException(
          "%sfound columns %s; needed a column \"file\" or \"path\" and a column \"label\""
              .formatted(place, header));
    }
    return new LabelLines(file, header.size(), pathAt, labelAt);
  }

  /** A file without a first line. */
  static ConfigException empty(String file) {
    return new ConfigException(file + ":1: is empty; needed a header such as file,label");
  }

  /**
   * Reads another line.
   *
   * @param line its number, from 1
   * @throws ConfigException naming it, if it has other columns, or the label is none
   */
  LabelLine parse(String text, long line) {
    List<String> values = split(text, place(line));
    if (values.size() != columns) {
      throw new ConfigException(
          "%sfound %s values, the header has %s columns"
              .formatted(place(line), values.size(), columns));
    }
    return new LabelLine(values.get(pathAt), label(values.get(labelAt), line), line);
  }

  private int label(String text, long line) {
    try {
      int label = Integer.parseInt(text.strip());
      if (label >= 0) {
        return label;
      }
    } catch (NumberFormatException e) {
      // told below, with negative ones
    }
    throw new ConfigException(
        place(line) + "found label \"" + text + "\", needed a whole number from 0");
  }

  /** Where a line stands, for errors. */
  String place(long line) {
    return file + ":" + line + ": ";
  }

  private static List<String> split(String text, String place) {
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
      throw new ConfigException(place + "a double quote is not closed");
    }
    values.add(value.toString());
    return values;
  }
}
