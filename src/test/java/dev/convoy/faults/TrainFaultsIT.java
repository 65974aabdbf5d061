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
 * {@code job: train}, two epochs of 8 steps. The driver stands at the gate of its third checkpoint,
 * after step 12, so that what is killed is killed in the middle.
 */
class TrainFaultsIT extends FaultTest {
  private static final String CHECKPOINT = Gates.RENAME + "step-000000000012.npz";
  private static final String PICTURE = Gates.OPEN + "00560.png";

  private static Map<String, String> undisturbed = Map.of();

  private Path output;

  @BeforeEach
  void runOnceUndisturbed() throws Exception {
    if (undisturbed.isEmpty()) {
      output = folder.resolve("undisturbed");
      runUndisturbed(words());
      undisturbed = results();
      assertThat(undisturbed).containsKeys("weights.npz", "metrics.csv", "curves.svg");
    }
    output = folder.resolve("out-" + System.nanoTime());
  }

  private List<String> words(String... overrides) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "jobs/train-sample.yaml",
                "input.images=" + Gates.path(SAMPLES.resolve("images")),
                "epochs=2",
                "batchSize=128",
                "partitions=2",
                "checkpointSteps=4",
                "overwrite=false",
                "output.folder=" + Gates.path(output)));
    words.addAll(List.of(overrides));
    return words;
  }

  private Map<String, String> results() throws Exception {
    return FolderBytes.of(output);
  }

  @Test
  void executorsThatAreKilledBetweenAndWithinStepsChangeNothing() throws Exception {
    gates.close(PICTURE);
    gates.close(CHECKPOINT);
    SubmittedJob job = submit(words());
    ProcessHandle reader = gates.awaitHeld(PICTURE, job);
    gates.open(PICTURE);
    gates.awaitHeld(CHECKPOINT, job);
    gates.close(PICTURE);
    reader.destroyForcibly();
    gates.open(CHECKPOINT);
    gates.awaitHeld(PICTURE, job).destroyForcibly(); // a step that reads anew what was lost
    gates.open(PICTURE);
    job.done();
    assertThat(results()).isEqualTo(undisturbed);
  }

  @Test
  @Tag(LONG)
  void trainingWhoseDriverIsKilledGoesOnFromItsCheckpoint() throws Exception {
    gates.close(CHECKPOINT);
    SubmittedJob job = submit(words());
    gates.awaitHeld(CHECKPOINT, job);
    job.killDriver();
    gates.clear();
    assertThat(output.resolve("weights.npz")).doesNotExist();
    assertThat(submit(words()).done()).contains("goes on from a checkpoint");
    assertThat(results()).isEqualTo(undisturbed);
  }
}
