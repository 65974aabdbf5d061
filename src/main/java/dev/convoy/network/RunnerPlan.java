package dev.convoy.network;

import java.io.Serializable;
import java.util.Locale;

/**
 * How a network is run, and what that takes.
 *
 * @param steps after nodes were joined
 * @param nodes of the network
 * @param batchSize images per call at most
 * @param peakFloats floats that a thread holds: images, activations, scratch
 * @param packedFloats floats of packed weights, which all threads of a JVM share
 */
public record RunnerPlan(int steps, int nodes, int batchSize, long peakFloats, long packedFloats)
    implements Serializable {
  public static final RunnerPlan NONE = new RunnerPlan(0, 0, 0, 0, 0);

  /** The plan that took more memory. */
  public RunnerPlan larger(RunnerPlan other) {
    return other.peakFloats > peakFloats ? other : this;
  }

  public long peakBytes() {
    return peakFloats * Float.BYTES;
  }

  public long packedBytes() {
    return packedFloats * Float.BYTES;
  }

  /** For a person: {@code 7 steps for 9 nodes, 1.1 MB a task for batches of 16}. */
  public String describe() {
    return String.format(
        Locale.ROOT,
        "%s for %s, %s a task for batches of %d",
        count(steps, "step"),
        count(nodes, "node"),
        peakBytes() < 1e6
            ? peakBytes() / 1000 + " kB"
            : String.format(Locale.ROOT, "%.1f MB", peakBytes() / 1e6),
        batchSize);
  }

  private static String count(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }
}
