package dev.convoy.job.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table that a verify run prints: one line per case, one per executor, one verdict. */
record VerifyReport(List<ExecutorResult> executors, long missing) {
  boolean passed() {
    return missing == 0
        && !executors.isEmpty()
        && sameBitsEverywhere()
        && executors.stream().allMatch(ExecutorResult::passed);
  }

  private boolean sameBitsEverywhere() {
    return executors.stream().mapToInt(ExecutorResult::bits).distinct().count() <= 1;
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("  largest error of any executor, relative to the largest value");
    lines.add(String.format("  %-22s %10s %10s %10s", "case", "published", "scalar", "vector"));
    int cases = executors.isEmpty() ? 0 : executors.get(0).cases().size();
    for (int i = 0; i < cases; i++) {
      lines.add(caseLine(i));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "  %-22s %10.0e %10.0e %10.0e",
            "allowed",
            CaseResult.PUBLISHED_LIMIT,
            CaseResult.KERNEL_LIMIT,
            CaseResult.KERNEL_LIMIT));
    for (ExecutorResult executor : executors) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  executor %s on %s: Java %s, %s, bits %08x, %s",
              executor.executor(),
              executor.host(),
              executor.java(),
              executor.kernels(),
              executor.bits(),
              executor.passed() ? "passed" : "FAILED"));
    }
    lines.add("  " + verdict());
    return lines;
  }

  private String caseLine(int index) {
    CaseResult worst = executors.get(0).cases().get(index);
    boolean passed = true;
    double published = Double.NaN;
    double scalar = Double.NaN;
    double vector = Double.NaN;
    for (ExecutorResult executor : executors) {
      CaseResult one = executor.cases().get(index);
      passed &= one.passed();
      published = larger(published, one.published());
      scalar = larger(scalar, one.scalar());
      vector = larger(vector, one.vector());
    }
    return String.format(
        Locale.ROOT,
        "  %-22s %10s %10s %10s%s",
        worst.name(),
        error(published),
        error(scalar),
        error(vector),
        passed ? "" : "   FAILED");
  }

  private static double larger(double one, double other) {
    return Double.isNaN(one) ? other : Double.isNaN(other) ? one : Math.max(one, other);
  }

  private static String error(double error) {
    if (Double.isNaN(error)) {
      return "-";
    }
    return error == 0 ? "0" : String.format(Locale.ROOT, "%.1e", error);
  }

  private String verdict() {
    if (missing > 0) {
      return missing + " executors did not answer; run it again, with nothing else on the cluster";
    }
    if (!sameBitsEverywhere()) {
      return "FAILED: executors differ in their bits";
    }
    String count = executors.size() + (executors.size() == 1 ? " executor" : " executors");
    return passed()
        ? "all cases passed on " + count + "; scalar and vector kernels gave the same bits"
        : "FAILED: see the lines above";
  }
}
