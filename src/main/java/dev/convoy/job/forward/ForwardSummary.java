package dev.convoy.job.forward;

import dev.convoy.job.NetworkSetup;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.network.ForwardCache;
import dev.convoy.network.Network;
import dev.convoy.store.TableCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a forward run tells at its end: a few lines for the user, and the same as {@code run.json}.
 */
record ForwardSummary(
    NetworkSetup setup,
    ExampleSource source,
    ForwardSettings settings,
    ForwardOutput output,
    SliceResult total,
    int slices,
    long runMillis) {
  private static final int SHORT_FINGERPRINT = 12;
  private static final double MEGABYTE = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;

  /**
   * The lines.
   *
   * @param exceededLimit the {@code maxRejects} that was exceeded, or empty
   */
  List<String> lines(String exceededLimit) {
    List<String> lines = new ArrayList<>();
    Network network = setup.network();
    lines.add(line("network", "%s, fingerprint %s", network.name(), shortFingerprint(network)));
    lines.add(
        line(
            "images",
            "%,d in = %,d rows + %,d rejects",
            total.images(),
            total.rows(),
            total.rejects()));
    if (!exceededLimit.isEmpty()) {
      lines.add(line("", "more rejects than maxRejects: %s allows", exceededLimit));
    }
    if (total.labelled() > 0) {
      lines.add(
          line(
              "accuracy",
              "%.4f (%,d of %,d labelled images)",
              accuracy(),
              total.correct(),
              total.labelled()));
    }
    output.folders().forEach((table, folder) -> lines.add(tableLine(table, folder)));
    lines.add(
        line(
            "time",
            "%.1f s, %,.0f images/s; task seconds: %s",
            runMillis / 1e3,
            total.images() * 1e3 / Math.max(1, runMillis),
            steps()));
    lines.add(line("kernels", "%s", String.join("; ", total.kernels())));
    return lines;
  }

  private String tableLine(String table, String folder) {
    TableCount count = total.tables().get(table);
    String what =
        switch (table) {
          case ForwardTables.FEATURES ->
              settings.taps().stream()
                  .map(tap -> tap + " " + setup.network().shapeOf(tap))
                  .collect(Collectors.joining(", ", "; ", ""));
          case ForwardTables.CACHES ->
              String.format(
                  Locale.ROOT,
                  "; %,d bytes an image before compression",
                  ForwardCache.byteCount(settings.kept()));
          default -> "";
        };
    return line(
        table,
        "%s: %,d %s, %d %s, %.1f MB%s",
        folder,
        count.rows(),
        count.rows() == 1 ? "row" : "rows",
        count.files(),
        count.files() == 1 ? "file" : "files",
        count.bytes() / MEGABYTE,
        what);
  }

  private String steps() {
    return total.times().entrySet().stream()
        .map(
            step ->
                String.format(
                    Locale.ROOT, "%s %.1f", step.getKey(), step.getValue() / NANOS_PER_SECOND))
        .collect(Collectors.joining(", "));
  }

  private double accuracy() {
    return (double) total.correct() / total.labelled();
  }

  private static String shortFingerprint(Network network) {
    return network.fingerprint().substring(0, SHORT_FINGERPRINT);
  }

  private static String line(String name, String format, Object... values) {
    return String.format(Locale.ROOT, "  %-10s", name) + String.format(Locale.ROOT, format, values);
  }

  /** Everything for machines, in the order it stands in {@code run.json}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", "forward");
    values.put("input", source.describe());
    values.put("network", setup.network().name());
    values.put("fingerprint", setup.network().fingerprint());
    values.put("preprocess", setup.preprocess().describe());
    values.put("taps", settings.taps());
    values.put("images", total.images());
    values.put("rows", total.rows());
    values.put("rejects", total.rejects());
    if (total.labelled() > 0) {
      values.put("labelled", total.labelled());
      values.put("correct", total.correct());
      values.put("accuracy", accuracy());
    }
    Map<String, Object> tables = new LinkedHashMap<>();
    output.folders().forEach((table, folder) -> tables.put(table, tableValues(table, folder)));
    values.put("output", tables);
    values.put("batchSize", settings.batchSize());
    values.put("partitions", slices);
    values.put("kernels", List.copyOf(total.kernels()));
    values.put("runMillis", runMillis);
    Map<String, Object> times = new LinkedHashMap<>();
    total.times().forEach((step, nanos) -> times.put(step + "Millis", nanos / 1_000_000));
    values.put("taskMillis", times);
    return values;
  }

  private Map<String, Object> tableValues(String table, String folder) {
    TableCount count = total.tables().get(table);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("folder", folder);
    values.put("rows", count.rows());
    values.put("files", count.files());
    values.put("bytes", count.bytes());
    return values;
  }
}
