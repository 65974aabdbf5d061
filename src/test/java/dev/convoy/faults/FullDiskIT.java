package dev.convoy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A disk that is full after so many bytes, in one JVM that tries every task twice. */
class FullDiskIT extends FaultTest {
  private static final List<String> LOCAL = List.of("--master", "local[2,2]");

  private Path output(String name) {
    return folder.resolve(name);
  }

  private static List<String> forward(Path output) {
    return List.of(
        "jobs/forward-caches.yaml",
        "partitions=8",
        "output.features=" + Gates.path(output.resolve("features")),
        "output.caches=" + Gates.path(output.resolve("caches")));
  }

  @Test
  void forwardSaysWhereAndLeavesNothing() throws Exception {
    runUndisturbed(forward(output("roomy")));
    Path full = output("full");
    gates.limitDisk(3_000_000);
    SubmittedJob job = start(LOCAL, forward(full));
    assertThat(job.exitCode()).as(job.printed()).isEqualTo(1);
    assertThat(job.printed())
        .contains(full + "/", "cannot be written: No space left on device; free some");
    assertThat(full).doesNotExist();

    gates.clear();
    start(LOCAL, forward(full)).done();
    for (String table : List.of("features", "caches")) {
      Map<String, String> whole = FolderBytes.ofTable(output("roomy").resolve(table));
      assertThat(FolderBytes.ofTable(full.resolve(table))).isEqualTo(whole);
    }
  }

  /** A checkpoint has 1.3 MB, so that the first fits and the second does not. */
  @Test
  @Tag(LONG)
  void trainingKeepsTheCheckpointThatFitted() throws Exception {
    runUndisturbed(train(output("trained")));
    Path full = output("full-training");
    gates.limitDisk(2_000_000);
    SubmittedJob job = start(LOCAL, train(full));
    assertThat(job.exitCode()).as(job.printed()).isEqualTo(1);
    assertThat(job.printed())
        .contains("step-000000000008.npz cannot be written: No space left on device");
    assertThat(full.resolve("checkpoint").toFile().list()).containsExactly("step-000000000004.npz");
    assertThat(full.resolve("weights.npz")).doesNotExist();

    gates.clear();
    assertThat(start(LOCAL, train(full)).done()).contains("goes on from a checkpoint");
    assertThat(trained(full)).isEqualTo(trained(output("trained")));
  }

  private static List<String> train(Path output) {
    return new ArrayList<>(
        List.of(
            "jobs/train-sample.yaml",
            "epochs=2",
            "batchSize=128",
            "checkpointSteps=4",
            "overwrite=false",
            "output.folder=" + Gates.path(output)));
  }

  private static Map<String, String> trained(Path output) throws Exception {
    return FolderBytes.of(output);
  }
}
