package dev.convoy.job.memory;

/**
 * What takes heap in a run.
 *
 * <pre>
 *   shared by an executor's tasks            each task
 *   SPARK     Spark's and our own objects    COMPUTE  batches, activations, gradients, scratch
 *   WEIGHTS   as read, and as a broadcast    SUM      sums of gradients, and what of them travels
 *   PACKED    weights as kernels read them   WRITE    row groups and rows
 *   EXAMPLES  those kept from step to step   READ     examples, row groups, the picture in decoding
 *   DRIVER    the driver's, where it is in the same JVM
 * </pre>
 */
public enum MemoryPart {
  SPARK("Spark", "sparkBytes", false),
  WEIGHTS("weights", "weightBytes", false),
  PACKED("packed", "packedBytes", false),
  EXAMPLES("examples", "keptExampleBytes", false),
  DRIVER("driver", "driverBytes", false),
  COMPUTE("to compute", "runnerBytes", true),
  SUM("to sum", "sumBytes", true),
  WRITE("to write", "writingBytes", true),
  READ("to read", "exampleBytes", true);

  private final String word;
  private final String key;
  private final boolean isATasks;

  MemoryPart(String word, String key, boolean isATasks) {
    this.word = word;
    this.key = key;
    this.isATasks = isATasks;
  }

  /** For a person. */
  String word() {
    return word;
  }

  /** In {@code run.json}. */
  String key() {
    return key;
  }

  /** Whether every task takes it, rather than an executor once. */
  boolean isATasks() {
    return isATasks;
  }
}
