package dev.convoy.job.backward;

import dev.convoy.job.Summary;
import dev.convoy.network.ForwardCache;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import dev.convoy.store.TableCount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a backward run tells at its end: lines for the user, and the same as {@code run.json}. */
record BackwardSummary(
    Network network,
    CacheTable cache,
    Upstream upstream,
    BackwardSettings settings,
    BackwardOutput output,
    BackwardMemory plan,
    BackwardStory total,
    float[] sums,
    int tasks,
    long runMillis) {
  private static final int MOST_ARRAYS = 12;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(Summary.network(network));
    lines.add(
        Summary.line(
            "caches",
            "%s: %,d images, %,d bytes each as read, %s",
            cache.table().folder(),
            total.images(),
            bytesPerImage(),
            Summary.megabytesPerSecond(
                total.images() * bytesPerImage(), total.seconds(BackwardTask.READ))));
    lines.add(Summary.line("upstream", "%s", upstream.describe()));
    if (settings.loss() != null) {
      lines.add(
          Summary.line(
              "loss",
              "sum %.6f, mean %.6f; accuracy %.4f",
              total.loss().value(),
              total.loss().value() / total.images(),
              (double) total.correct() / total.images()));
    }
    lines.add(
        Summary.line(
            "gradients",
            "%s: %,d numbers, sums over %,d images",
            output.gradients(),
            sums.length,
            total.images()));
    List<ParameterLayout.Entry> entries = ParameterLayout.of(network).entries();
    int widest = entries.stream().mapToInt(entry -> title(entry).length()).max().orElse(0);
    entries.stream().limit(MOST_ARRAYS).forEach(entry -> lines.add(arrayLine(entry, widest)));
    if (entries.size() > MOST_ARRAYS) {
      lines.add(Summary.line("", "and %s arrays more", entries.size() - MOST_ARRAYS));
    }
    output.gradInput().ifPresent(folder -> lines.add(gradInputLine(folder)));
    lines.add(Summary.time(runMillis, total.images(), total.times()));
    lines.add(Summary.line("kernels", "%s", String.join("; ", total.kernels())));
    return lines;
  }

  private static String title(ParameterLayout.Entry entry) {
    return entry.name() + " " + entry.shape();
  }

  private String arrayLine(ParameterLayout.Entry entry, int widest) {
    ArrayStatistics of = ArrayStatistics.of(sums, entry);
    return Summary.line(
        "", "%-" + widest + "s  mean %-14.8g largest %.6g", title(entry), of.mean(), of.largest());
  }

  private String gradInputLine(String folder) {
    TableCount count = total.tables().get(BackwardTables.GRAD_INPUT);
    return Summary.table(BackwardTables.GRAD_INPUT, folder, count);
  }

  private long bytesPerImage() {
    return ForwardCache.byteCount(settings.kept());
  }

  /** Everything for machines, in the order it stands in {@code run.json}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", "backward");
    values.put("caches", cache.table().folder());
    values.put("network", network.name());
    values.put("fingerprint", network.fingerprint());
    values.put("upstream", upstream.describe());
    values.put("images", total.images());
    if (settings.loss() != null) {
      values.put("lossSum", total.loss().value());
      values.put("correct", total.correct());
    }
    values.put("gradients", output.gradients());
    output
        .gradInput()
        .ifPresent(
            folder ->
                values.put(
                    BackwardTables.GRAD_INPUT,
                    Summary.tableValues(folder, total.tables().get(BackwardTables.GRAD_INPUT))));
    values.put("cacheBytesPerImage", bytesPerImage());
    values.put("plan", plan.values());
    values.put("blockSize", settings.blockSize());
    values.put("partitions", tasks);
    values.put("kernels", List.copyOf(total.kernels()));
    values.put("runMillis", runMillis);
    values.put("taskMillis", Summary.millis(total.times()));
    return values;
  }
}
