package dev.convoy.job.forward;

import dev.convoy.job.Summary;
import dev.convoy.job.ledger.Todo;
import dev.convoy.job.memory.MemoryPlan;
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
    ForwardWork work, String input, MemoryPlan plan, ForwardResult result, long runMillis) {
  /**
   * The lines.
   *
   * @param exceededLimit the {@code maxRejects} that was exceeded, or empty
   */
  List<String> lines(String exceededLimit) {
    List<String> lines = new ArrayList<>();
    lines.add(Summary.network(network()));
    result.growth().ifPresent(growth -> lines.add(growthLine(growth.todo())));
    lines.add(
        Summary.line(
            "images",
            "%,d in = %,d rows + %,d rejects",
            total().images(),
            total().rows(),
            total().rejects()));
    if (!exceededLimit.isEmpty()) {
      lines.add(Summary.line("", "more rejects than maxRejects: %s allows", exceededLimit));
    }
    if (total().labelled() > 0) {
      lines.add(
          Summary.line(
              "accuracy",
              "%.4f (%,d of %,d labelled images)",
              accuracy(),
              total().correct(),
              total().labelled()));
    }
    work.output().folders().forEach((table, folder) -> lines.add(tableLine(table, folder)));
    lines.add(Summary.time(runMillis, total().images(), total().times()));
    lines.add(Summary.line("kernels", "%s", String.join("; ", total().kernels())));
    lines.add(Summary.line("plan", "%s", total().plan().describe()));
    return lines;
  }

  private String tableLine(String table, String folder) {
    TableCount count = result.tables().get(table);
    String what =
        switch (table) {
          case ForwardTables.FEATURES ->
              work.settings().taps().stream()
                  .map(tap -> tap + " " + network().shapeOf(tap))
                  .collect(Collectors.joining(", ", "; ", ""));
          case ForwardTables.CACHES -> cachesNote();
          default -> "";
        };
    return Summary.table(table, folder, count) + what;
  }

  /** How large a cache is, against all activations, and how fast it was written. */
  private String cachesNote() {
    long bytes = ForwardCache.byteCount(work.settings().kept());
    long all = ForwardCache.activationBytes(network());
    double seconds = total().times().getOrDefault(ForwardTask.WRITE, 0L) / 1e9;
    return String.format(
        Locale.ROOT,
        "; %,d bytes an image before compression, %.1f %% of all activations; written at %s",
        bytes,
        100.0 * bytes / all,
        Summary.megabytesPerSecond(bytes * total().rows(), seconds));
  }

  private static String growthLine(Todo todo) {
    return Summary.line(
        "input",
        "%,d images, %,d done before, %,d new, %,d changed%s",
        todo.listed(),
        todo.done(),
        todo.fresh(),
        todo.changed(),
        todo.gone() == 0
            ? ""
            : String.format(Locale.ROOT, "; rows of %,d that are gone stay", todo.gone()));
  }

  private static void put(ForwardResult.Growth growth, Map<String, Object> values) {
    values.put("listed", growth.todo().listed());
    values.put("skipped", growth.todo().done());
    values.put("new", growth.todo().fresh());
    values.put("changed", growth.todo().changed());
    values.put("gone", growth.todo().gone());
    values.put("batches", growth.batches());
    values.put("madeVoidBy", growth.changes());
  }

  private Network network() {
    return work.setup().network();
  }

  private SliceResult total() {
    return result.total();
  }

  double accuracy() {
    return (double) total().correct() / total().labelled();
  }

  /** Everything for machines, in the order it stands in {@code run.json}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", "forward");
    values.put("input", input);
    values.put("network", network().name());
    values.put("fingerprint", network().fingerprint());
    values.put("preprocess", work.setup().preprocess().describe());
    values.put("taps", work.settings().taps());
    result.growth().ifPresent(growth -> put(growth, values));
    values.put("images", total().images());
    values.put("rows", total().rows());
    values.put("rejects", total().rejects());
    if (total().labelled() > 0) {
      values.put("labelled", total().labelled());
      values.put("correct", total().correct());
      values.put("accuracy", accuracy());
    }
    Map<String, Object> tables = new LinkedHashMap<>();
    work.output()
        .folders()
        .forEach(
            (table, folder) ->
                tables.put(table, Summary.tableValues(folder, result.tables().get(table))));
    values.put("output", tables);
    if (!work.settings().kept().isEmpty()) {
      values.put("cacheBytesPerImage", ForwardCache.byteCount(work.settings().kept()));
      values.put("activationBytesPerImage", ForwardCache.activationBytes(network()));
    }
    values.put("plan", plan.values());
    values.put("batchSize", work.settings().batchSize());
    values.put("partitions", result.slices());
    values.put("kernels", List.copyOf(total().kernels()));
    values.put("steps", total().plan().steps());
    values.put("taskPeakBytes", total().plan().peakBytes());
    values.put("runMillis", runMillis);
    values.put("taskMillis", Summary.millis(total().times()));
    return values;
  }
}
