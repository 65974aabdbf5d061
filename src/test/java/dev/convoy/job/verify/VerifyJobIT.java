package dev.convoy.job.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.SparkTest;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import org.junit.jupiter.api.Test;

class VerifyJobIT extends SparkTest {
  @Test
  void thisMachinePasses() {
    JobOutcome outcome =
        new VerifyKind()
            .read(ConfigReader.read("job: verify", "verify.yaml"))
            .run(spark(), Progress.SILENT);
    assertThat(outcome.summary())
        .anyMatch(line -> line.contains("convForward v2a"))
        .anyMatch(line -> line.contains("conv depthwise"))
        .anyMatch(line -> line.contains("executor driver on "))
        .noneMatch(line -> line.contains("FAILED"))
        .endsWith("  all cases passed on 1 executor; scalar and vector kernels gave the same bits");
  }
}
