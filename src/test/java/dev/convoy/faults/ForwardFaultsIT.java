package dev.convoy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code job: forward} over 1,000 pictures in 8 tasks on two executors. Picture 560 lies in the
 * middle of task 4, so that whoever stands at its gate has committed tasks before.
 */
class ForwardFaultsIT extends FaultTest {
  private static final String PICTURE = Gates.OPEN + "00560.png";
  private static final String OTHER_PICTURE = Gates.OPEN + "00810.png"; // of task 6
  private static final List<String> SPECULATION =
      List.of(
          "--conf", "spark.speculation=true",
          "--conf", "spark.speculation.quantile=0.5",
          "--conf", "spark.speculation.multiplier=1.1");

  private static Map<String, String> undisturbed = Map.of();

  private Path output;

  @BeforeEach
  void runOnceUndisturbed() throws Exception {
    if (undisturbed.isEmpty()) {
      output = folder.resolve("undisturbed");
      runUndisturbed(words());
      undisturbed = tables();
      assertThat(undisturbed).hasSize(8 + 1 + 8 + 1 + 1 + 1);
    }
    output = folder.resolve("out-" + System.nanoTime());
  }

  private List<String> words(String... overrides) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "jobs/forward-caches.yaml",
                "input.images=" + Gates.path(SAMPLES.resolve("images")),
                "partitions=8",
                "output.features=" + output.resolve("features"),
                "output.caches=" + output.resolve("caches")));
    words.addAll(List.of(overrides));
    return words;
  }

  private Map<String, String> tables() throws Exception {
    FolderBytes.ofTable(output.resolve("features"));
    FolderBytes.ofTable(output.resolve("caches"));
    return FolderBytes.of(output);
  }

  @Test
  void executorThatIsKilledAndReadsThatFailChangeNothing() throws Exception {
    gates.fail(OTHER_PICTURE, 2);
    gates.close(PICTURE);
    SubmittedJob job = submit(words());
    gates.awaitHeld(PICTURE, job).destroyForcibly();
    gates.open(PICTURE);
    job.done();
    assertThat(gates.allFailed(OTHER_PICTURE)).isTrue();
    assertThat(tables()).isEqualTo(undisturbed);
  }

  @Test
  @Tag(LONG)
  void workerThatIsLostChangesNothing() throws Exception {
    gates.close(PICTURE);
    SubmittedJob job = submit(words());
    cluster().killWorkerOf(gates.awaitHeld(PICTURE, job));
    gates.open(PICTURE);
    job.done();
    assertThat(tables()).isEqualTo(undisturbed);
  }

  @Test
  void slowTaskIsOvertakenBySpeculation() throws Exception {
    gates.holdFirst(PICTURE);
    SubmittedJob job = submit(SPECULATION, words());
    gates.awaitHeld(PICTURE, job); // and stays there
    job.done();
    assertThat(tables()).isEqualTo(undisturbed);
  }

  @Test
  @Tag(LONG)
  void driverThatIsKilledLeavesNothingWholeAndTheJobCanRunAgain() throws Exception {
    gates.close(PICTURE);
    SubmittedJob job = submit(words());
    gates.awaitHeld(PICTURE, job);
    job.killDriver();
    assertThat(output.resolve("features/_manifest.json")).doesNotExist();
    assertThat(output.resolve("caches/_manifest.json")).doesNotExist();
    gates.open(PICTURE);
    submit(words("overwrite=true")).done();
    assertThat(tables()).isEqualTo(undisturbed);
  }
}
