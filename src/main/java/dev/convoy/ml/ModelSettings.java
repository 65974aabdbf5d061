package dev.convoy.ml;

import java.util.ArrayList;
import java.util.List;

/**
 * Which network a query runs and how, in the words of a job file; text that is blank and sizes that
 * are 0 count as not written.
 *
 * @param model path of a {@code .onnx} or {@code .yaml} file
 * @param tap a node, or {@code beforeClassifier}
 * @param preprocess a preset or a mapping; blank for the network's own
 * @param weights a path or {@code {seed: N}}; blank for the network's own
 * @param algorithm {@code fast} or {@code direct}; blank for the network's own
 * @param height rows of images, where a {@code .onnx} file leaves them open
 * @param width columns, likewise
 */
record ModelSettings(
    String model,
    String tap,
    String preprocess,
    String weights,
    String algorithm,
    int height,
    int width) {
  static final String TAP = "beforeClassifier";

  /** Everything else as the network file has it. */
  static ModelSettings of(String model, String tap, String preprocess) {
    return new ModelSettings(model, tap, preprocess, "", "", 0, 0);
  }

  /** As a job file would have them. */
  String yaml() {
    List<String> lines = new ArrayList<>();
    lines.add("network: " + quoted(model));
    lines.add("taps: " + quoted(tap));
    addWritten(lines, "preprocess", preprocess);
    addWritten(lines, "weights", weights);
    addWritten(lines, "algorithm", algorithm);
    List<String> sizes = new ArrayList<>();
    addWritten(sizes, "height", height == 0 ? "" : Integer.toString(height));
    addWritten(sizes, "width", width == 0 ? "" : Integer.toString(width));
    if (!sizes.isEmpty()) {
      lines.add("input: {" + String.join(", ", sizes) + "}");
    }
    return String.join("\n", lines);
  }

  private static void addWritten(List<String> lines, String key, String value) {
    if (!value.isBlank()) {
      lines.add(key + ": " + value);
    }
  }

  /** As a YAML scalar, whatever its letters. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
