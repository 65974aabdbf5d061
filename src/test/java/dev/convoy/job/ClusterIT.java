package dev.convoy.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import dev.convoy.OwnJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two executors in JVMs of their own: everything a task needs must travel there. */
@Tag(OwnJvm.TAG)
class ClusterIT {
  @TempDir Path folder;

  @Test
  void verifyReachesEveryExecutor() throws Exception {
    Path job = Files.writeString(folder.resolve("verify.yaml"), "job: verify\n");
    String printed = OwnJvm.runOnTwoExecutors(folder, job.toString());
    assertThat(printed)
        .contains("executor 0 on ", "executor 1 on ")
        .contains("all cases passed on 2 executors");
  }

  @Test
  void forwardCountsEveryImage() throws Exception {
    String printed =
        OwnJvm.runOnTwoExecutors(
            folder,
            "jobs/features.yaml",
            "kernels=" + KernelsUnderTest.name(),
            "output.features=" + folder.resolve("out/f"));
    assertThat(printed)
        .contains("1,000 in = 1,000 rows + 0 rejects")
        .contains("accuracy  0.9190 (919 of 1,000 labelled images)");
    assertThat(folder.resolve("out/f/_manifest.json")).exists();
  }
}
