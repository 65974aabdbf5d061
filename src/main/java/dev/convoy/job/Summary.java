package dev.convoy.job;

import dev.convoy.network.Network;
import dev.convoy.store.TableCount;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How the lines that a job prints at its end look, and their twins in {@code run.json}. */
public final class Summary {
  private static final int SHORT_FINGERPRINT = 12;
  private static final double MEGABYTE = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  private Summary() {}

  /** A line: its name in a column of its own, then what there is to say. */
  public static String line(String name, String format, Object... values) {
    return String.format(Locale.ROOT, "  %-10s", name) + String.format(Locale.ROOT, format, values);
  }

  /** Which network it was. */
  public static String network(Network network) {
    return line(
        "network",
        "%s, fingerprint %s",
        network.name(),
        network.fingerprint().substring(0, SHORT_FINGERPRINT));
  }

  /** What was written to a table. */
  public static String table(String name, String folder, TableCount count) {
    return line(
        name,
        "%s: %,d %s, %d %s, %.1f MB",
        folder,
        count.rows(),
        count.rows() == 1 ? "row" : "rows",
        count.files(),
        count.files() == 1 ? "file" : "files",
        count.bytes() / MEGABYTE);
  }

  public static Map<String, Object> tableValues(String folder, TableCount count) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("folder", folder);
    values.put("rows", count.rows());
    values.put("files", count.files());
    values.put("bytes", count.bytes());
    return values;
  }

  /**
   * How long it took.
   *
   * @param times nanoseconds of all tasks by step
   */
  public static String time(long runMillis, long images, Map<String, Long> times) {
    String steps =
        times.entrySet().stream()
            .map(
                step ->
                    String.format(
                        Locale.ROOT, "%s %.1f", step.getKey(), step.getValue() / NANOS_PER_SECOND))
            .collect(Collectors.joining(", "));
    return line(
        "time",
        "%.1f s, %,.0f images/s; task seconds: %s",
        runMillis / 1e3,
        images * 1e3 / Math.max(1, runMillis),
        steps);
  }

  /** When a run began: {@code 2026-11-29 02:00:04 UTC}. */
  public static String began(long startMillis) {
    return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
        .withZone(ZoneOffset.UTC)
        .format(Instant.ofEpochMilli(startMillis));
  }

  public static Map<String, Object> millis(Map<String, Long> times) {
    Map<String, Object> millis = new LinkedHashMap<>();
    times.forEach((step, nanos) -> millis.put(step + "Millis", nanos / 1_000_000));
    return millis;
  }

  /** Bytes before compression by the seconds that all tasks spent on them: {@code 85 MB/s}. */
  public static String megabytesPerSecond(long bytes, double seconds) {
    return String.format(
        Locale.ROOT, "%,.0f MB/s a task", bytes / MEGABYTE / Math.max(1e-9, seconds));
  }
}
