package dev.convoy.cli;

import dev.convoy.job.Progress;
import java.io.PrintStream;
import java.time.Duration;

/**
 * One line at the end of each stage: {@code forward: 1,000 images, 2.1 s, 476 images/s}. A stage
 * that begins while another runs ends that one first.
 */
final class LineProgress implements Progress {
  private final PrintStream out;
  private String stage = "";
  private long imageCount;
  private long doneCount;
  private long begunNanos;

  LineProgress(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void begin(String what, long imageCount) {
    end();
    stage = what;
    this.imageCount = imageCount;
    doneCount = 0;
    begunNanos = System.nanoTime();
  }

  /** Late news from another thread must not turn the count back. */
  @Override
  public synchronized void done(long imageCount) {
    doneCount = Math.max(doneCount, imageCount);
  }

  @Override
  public synchronized void note(String line) {
    out.println(line);
  }

  @Override
  public synchronized void end() {
    if (stage.isEmpty()) {
      return;
    }
    out.println(line(Duration.ofNanos(System.nanoTime() - begunNanos)));
    stage = "";
  }

  private String line(Duration took) {
    if (doneCount == 0) {
      return stage + ": " + Words.duration(took);
    }
    boolean part = imageCount > doneCount;
    String of = part ? " of " + Words.count(imageCount) : "";
    String noun = (part ? imageCount : doneCount) == 1 ? " image, " : " images, ";
    return stage
        + ": "
        + Words.count(doneCount)
        + of
        + noun
        + Words.duration(took)
        + ", "
        + Words.rate(doneCount, took);
  }
}
