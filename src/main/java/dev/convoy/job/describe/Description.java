package dev.convoy.job.describe;

import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Summary;
import dev.convoy.network.ForwardCache;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.network.PreparedNetwork;
import dev.convoy.network.RunnerPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a describe job prints of a network. */
record Description(NetworkSetup setup, List<NodeRow> rows, List<Integer> batchSizes) {
  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  List<String> lines() {
    Network network = setup.network();
    List<String> lines = new ArrayList<>();
    lines.add(Summary.network(network));
    lines.add(Summary.line("input", "%s", network.inputShape()));
    lines.add(Summary.line("", "%s", setup.preprocess().describe()));
    long weights = rows.stream().mapToLong(NodeRow::parameters).sum();
    lines.add(
        Summary.line(
            "weights", "%,d numbers, %s as float32", weights, bytes(weights * Float.BYTES)));
    long flops = rows.stream().mapToLong(NodeRow::flops).sum();
    lines.add(Summary.line("work", "%s an image; a multiply-add counts 2", work(flops)));
    long cache = ForwardCache.byteCount(ForwardCache.of(network));
    long all = ForwardCache.activationBytes(network);
    lines.add(
        Summary.line(
            "cache",
            "%,d bytes an image for backward, %.1f %% of all activations (%s)",
            cache,
            100.0 * cache / all,
            bytes(all)));
    lines.add(Summary.line("taps", "every node below may be one; the network's outputs are"));
    network
        .outputNames()
        .forEach(
            (node, name) ->
                lines.add(
                    Summary.line(
                        "",
                        "%s %s%s",
                        name,
                        network.shapeOf(node),
                        name.equals(node) ? "" : ", node " + node)));
    lines.addAll(memory(network));
    lines.add("");
    lines.addAll(NodeTable.lines(rows));
    return lines;
  }

  /** What a task holds for images and activations, worked out without holding it. */
  private List<String> memory(Network network) {
    PreparedNetwork prepared;
    try {
      prepared = network.prepared("auto");
    } catch (OutOfMemoryError e) {
      return List.of(
          Summary.line(
              "memory",
              "the packed weights do not fit this JVM, which has %s; give it more with"
                  + " --driver-memory",
              bytes(Runtime.getRuntime().maxMemory())));
    }
    List<String> lines = new ArrayList<>();
    for (int batchSize : batchSizes) {
      String title = lines.isEmpty() ? "memory" : "";
      lines.add(Summary.line(title, "%s", memory(prepared, batchSize)));
    }
    lines.add(Summary.line("", "of a task beside the weights, without a convolution's scratch"));
    return lines;
  }

  private static String memory(PreparedNetwork prepared, int batchSize) {
    String batches = "batches of %,d: ".formatted(batchSize);
    try {
      RunnerPlan plan = NetworkRunner.plan(prepared, batchSize, prepared.network().outputs());
      boolean fits = plan.peakBytes() <= Runtime.getRuntime().maxMemory();
      return batches
          + bytes(plan.peakBytes())
          + " in "
          + plan.steps()
          + " steps"
          + (fits ? "" : "; does not fit this JVM");
    } catch (IllegalArgumentException e) {
      return batches + "does not fit any JVM: " + e.getMessage();
    }
  }

  static String work(long flops) {
    return flops < GIGA / 10
        ? String.format(Locale.ROOT, "%.2f MFLOP", flops / MEGA)
        : String.format(Locale.ROOT, "%.2f GFLOP", flops / GIGA);
  }

  private static String bytes(long bytes) {
    if (bytes >= 10 * GIGA) {
      return String.format(Locale.ROOT, "%,.1f GB", bytes / GIGA);
    }
    return bytes < MEGA
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%,.1f MB", bytes / MEGA);
  }
}
