package dev.convoy.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds the name a user probably meant: the smallest edit distance, upper and lower case alike. */
public final class NearestName {
  private static final int MOST_TOLD = 40;

  private NearestName() {}

  /**
   * A hint such as {@code ; did you mean "stride"?}, or {@code ; expected one of: a, b} where
   * nothing is near; of many names the first are told.
   */
  public static String hint(String found, Collection<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(name -> distance(found, name)))
        .filter(name -> distance(found, name) <= Math.max(2, name.length() / 3))
        .map(name -> "; did you mean \"" + name + "\"?")
        .orElse(known.isEmpty() ? "; expected none" : "; expected one of: " + list(known));
  }

  private static String list(Collection<String> known) {
    return known.size() <= MOST_TOLD
        ? String.join(", ", known)
        : known.stream().limit(MOST_TOLD).collect(Collectors.joining(", "))
            + " and "
            + (known.size() - MOST_TOLD)
            + " more";
  }

  /**
   * Levenshtein's distance: insertions, deletions and substitutions, each counting 1; where the
   * lengths alone are too far apart for a hint, only by how much.
   */
  static int distance(String left, String right) {
    int longer = Math.abs(left.length() - right.length());
    if (longer > Math.max(2, right.length() / 3)) {
      return longer;
    }
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substituted, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
