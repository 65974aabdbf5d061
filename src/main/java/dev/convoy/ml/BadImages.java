package dev.convoy.ml;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of rows whose image cannot be used. */
enum BadImages {
  /** The first one ends the query, with its reason. */
  FAIL,
  /** No features; the reason stands in a column of its own. */
  REJECT,
  /** No features. */
  NULL;

  /** As users write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static BadImages named(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  static List<String> words() {
    return Arrays.stream(values()).map(BadImages::word).toList();
  }
}
