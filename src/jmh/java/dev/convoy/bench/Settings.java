package dev.convoy.bench;

import dev.convoy.tensor.Check;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What to measure and for how long, from {@code key=value} words.
 *
 * <pre>
 *   cases=all              words, one of which a case's name or group holds: "cases=3x3", "cases=ResNet"
 *   models=                ONNX files instead of the published networks
 *   passes=forward,backward
 *   batch=1,16             images per call
 *   seconds=1              for every contender and case
 *   forks=3                JVMs, one after the other; 0 = this one
 *   kernels=auto           vector, scalar
 *   peers=all              OnnxRuntime, PyTorch, or none
 *   into=FILE              page whose tables to replace
 * </pre>
 */
public record Settings(
    List<String> cases,
    List<String> models,
    List<String> passes,
    List<Integer> batches,
    double seconds,
    int forks,
    String kernels,
    List<String> peers,
    String into) {
  private static final Map<String, String> DEFAULTS = new LinkedHashMap<>();

  static {
    DEFAULTS.put("cases", "all");
    DEFAULTS.put("models", "");
    DEFAULTS.put("passes", "forward,backward");
    DEFAULTS.put("batch", "1");
    DEFAULTS.put("seconds", "1");
    DEFAULTS.put("forks", "3");
    DEFAULTS.put("kernels", "auto");
    DEFAULTS.put("peers", "all");
    DEFAULTS.put("into", "");
  }

  static Settings of(String... words) {
    Map<String, String> values = new LinkedHashMap<>(DEFAULTS);
    for (String word : words) {
      String[] parts = word.split("=", 2);
      Check.that(
          parts.length == 2 && values.containsKey(parts[0]),
          "found \"%s\", needed key=value with one of %s",
          word,
          DEFAULTS.keySet());
      values.put(parts[0], parts[1]);
    }
    return new Settings(
        list(values.get("cases")),
        values.get("models").isEmpty() ? List.of() : list(values.get("models")),
        list(values.get("passes")),
        list(values.get("batch")).stream().map(Integer::valueOf).toList(),
        Double.parseDouble(values.get("seconds")),
        Integer.parseInt(values.get("forks")),
        values.get("kernels"),
        list(values.get("peers")),
        values.get("into"));
  }

  private static List<String> list(String value) {
    return Arrays.stream(value.split(",")).map(String::strip).toList();
  }

  boolean wants(String nameAndGroup) {
    return chosen(nameAndGroup, cases);
  }

  static boolean chosen(String name, List<String> words) {
    return words.stream().anyMatch(word -> word.equals("all") || name.contains(word));
  }
}
