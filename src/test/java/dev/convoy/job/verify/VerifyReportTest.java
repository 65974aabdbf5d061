package dev.convoy.job.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VerifyReportTest {
  private static final CaseResult GOOD = new CaseResult("conv", 0, 1e-7, 1e-7, 42, true);

  @Test
  void goodExecutorsPass() {
    VerifyReport report = report(executor("1", GOOD), executor("2", GOOD));
    assertThat(report.passed()).isTrue();
    assertThat(report.lines()).anyMatch(line -> line.contains("passed on 2 executors"));
  }

  @Test
  void anErrorBeyondItsLimitFailsAndIsMarked() {
    for (CaseResult bad :
        List.of(
            new CaseResult("conv", 1e-3, 0, 0, 42, true),
            new CaseResult("conv", 0, 1e-3, 0, 42, true),
            new CaseResult("conv", 0, 0, 1e-3, 42, true),
            new CaseResult("conv", 0, 0, 0, 42, false))) {
      VerifyReport report = report(executor("1", GOOD), executor("2", bad));
      assertThat(report.passed()).as("%s", bad).isFalse();
      assertThat(report.lines()).anyMatch(line -> line.endsWith("FAILED"));
    }
  }

  @Test
  void executorsWithOtherBitsFail() {
    CaseResult other = new CaseResult("conv", 0, 1e-7, 1e-7, 43, true);
    VerifyReport report = report(executor("1", GOOD), executor("2", other));
    assertThat(report.passed()).isFalse();
    assertThat(report.lines()).contains("  FAILED: executors differ in their bits");
  }

  @Test
  void executorsThatDidNotAnswerFail() {
    VerifyReport report = new VerifyReport(List.of(executor("1", GOOD)), 2);
    assertThat(report.passed()).isFalse();
    assertThat(report.lines()).anyMatch(line -> line.contains("2 executors did not answer"));
  }

  @Test
  void aJvmWithoutVectorKernelsPassesWithAGap() {
    CaseResult scalarOnly = new CaseResult("conv", Double.NaN, 1e-7, Double.NaN, 42, true);
    VerifyReport report = report(executor("1", scalarOnly));
    assertThat(report.passed()).isTrue();
    assertThat(report.lines().get(2)).endsWith("-");
  }

  private static VerifyReport report(ExecutorResult... executors) {
    return new VerifyReport(List.of(executors), 0);
  }

  private static ExecutorResult executor(String id, CaseResult result) {
    return new ExecutorResult(id, "host", "17", "vector", List.of(result));
  }
}
