package dev.convoy.job.forward;

import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Summary;
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
  /**
   * The lines.
   *
   * @param exceededLimit the {@code maxRejects} that was exceeded, or empty
   */
  List<String> lines(String exceededLimit) {
    List<String> lines = new ArrayList<>();
    Network network = setup.network();
    lines.add(Summary.network(network));
    lines.add(
        Summary.line(
            "images",
            "%,d in = %,d rows + %,d rejects",
            total.images(),
            total.rows(),
            total.rejects()));
    if (!exceededLimit.isEmpty()) {
      lines.add(Summary.line("", "more rejects than maxRejects: %s allows", exceededLimit));
    }
    if (total.labelled() > 0) {
      lines.add(
          Summary.line(
              "accuracy",
              "%.4f (%,d of %,d labelled images)",
              accuracy(),
              total.correct(),
              total.labelled()));
    }
    output.folders().forEach((table, folder) -> lines.add(tableLine(table, folder)));
    lines.add(Summary.time(runMillis, total.images(), total.times()));
    lines.add(Summary.line("kernels", "%s", String.join("; ", total.kernels())));
    lines.add(Summary.line("plan", "%s", total.plan().describe()));
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
          case ForwardTables.CACHES -> cachesNote();
          default -> "";
        };
    return Summary.table(table, folder, count) + what;
  }

  /** How large a cache is, against all activations, and how fast it was written. */
  private String cachesNote() {
    long bytes = ForwardCache.byteCount(settings.kept());
    long all = ForwardCache.activationBytes(setup.network());
    double seconds = total.times().getOrDefault(ForwardTask.WRITE, 0L) / 1e9;
    return String.format(
        Locale.ROOT,
        "; %,d bytes an image before compression, %.1f %% of all activations; written at %s",
        bytes,
        100.0 * bytes / all,
        Summary.megabytesPerSecond(bytes * total.rows(), seconds));
  }

  private double accuracy() {
    return (double) total.correct() / total.labelled();
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
    output
        .folders()
        .forEach(
            (table, folder) ->
                tables.put(table, Summary.tableValues(folder, total.tables().get(table))));
    values.put("output", tables);
    if (!settings.kept().isEmpty()) {
      values.put("cacheBytesPerImage", ForwardCache.byteCount(settings.kept()));
      values.put("activationBytesPerImage", ForwardCache.activationBytes(setup.network()));
    }
    values.put("batchSize", settings.batchSize());
    values.put("partitions", slices);
    values.put("kernels", List.copyOf(total.kernels()));
    values.put("steps", total.plan().steps());
    values.put("taskPeakBytes", total.plan().peakBytes());
    values.put("runMillis", runMillis);
    values.put("taskMillis", Summary.millis(total.times()));
    return values;
  }
}
