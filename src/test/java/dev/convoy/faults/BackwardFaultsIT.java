package dev.convoy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code job: backward} from the caches of 1,000 pictures, with the gradient of every picture as a
 * table beside the summed gradients of the weights.
 */
class BackwardFaultsIT extends FaultTest {
  /** So many that their sums are joined by tasks, not by the driver: 160 x 0.4 MB. */
  private static final int MANY = 160;

  private static final int FEW = 8;

  private static Path caches = Path.of("");

  private Path output;

  @BeforeEach
  void makeCachesOnce() throws Exception {
    if (!Files.exists(caches.resolve("_manifest.json"))) {
      Path forward = folder.resolve("forward");
      caches = forward.resolve("caches");
      runUndisturbed(
          List.of(
              "jobs/forward-caches.yaml",
              "output.features=" + forward.resolve("features"),
              "output.caches=" + caches));
    }
    output = folder.resolve("out-" + System.nanoTime());
  }

  private Map<String, String> undisturbed(int partitions) throws Exception {
    Path own = output;
    output = folder.resolve("undisturbed-" + partitions);
    runUndisturbed(words(partitions));
    Map<String, String> results = results();
    assertThat(results).hasSize(partitions + 1 + 1);
    output = own;
    return results;
  }

  private List<String> words(int partitions, String... overrides) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "jobs/backward.yaml",
                "caches=" + caches,
                "blockSize=4",
                "partitions=" + partitions,
                "output.gradients=" + output.resolve("gradients.npz"),
                "output.gradInput=" + Gates.path(output.resolve("gradInput"))));
    words.addAll(List.of(overrides));
    return words;
  }

  private Map<String, String> results() throws Exception {
    Map<String, String> all = FolderBytes.ofTable(output.resolve("gradInput"));
    all.putAll(FolderBytes.of(Files.createDirectories(output)));
    all.keySet().removeIf(name -> name.startsWith("gradInput/"));
    return all;
  }

  @Test
  @Tag(LONG)
  void executorThatIsKilledWhileSumsAreMadeChangesNothing() throws Exception {
    String part = Gates.CREATE + "part-00120";
    gates.close(part);
    SubmittedJob job = submit(words(MANY));
    gates.awaitHeld(part, job).destroyForcibly();
    gates.open(part);
    job.done();
    assertThat(results()).isEqualTo(undisturbed(MANY));
  }

  @Test
  void executorThatIsKilledInItsCommitChangesNothing() throws Exception {
    String commit = Gates.RENAME + "task_000005";
    gates.close(commit);
    SubmittedJob job = submit(words(FEW));
    gates.awaitHeld(commit, job).destroyForcibly();
    gates.open(commit);
    job.done();
    assertThat(results()).isEqualTo(undisturbed(FEW));
  }

  /**
   * Upstream gradients from another table make Spark sort the caches first. Then the first loss
   * makes the stage that writes begin anew, and the second takes what its first try had committed.
   */
  @Test
  @Tag(LONG)
  void executorsThatAreKilledOneAfterTheOtherChangeNothing() throws Exception {
    output = folder.resolve("undisturbed-sorted");
    runUndisturbed(sortedWords());
    Map<String, String> expected = results();
    output = folder.resolve("out-sorted");
    String first = Gates.CREATE + "part-00060";
    String second = Gates.CREATE + "part-00110";
    gates.close(first);
    gates.close(second);
    SubmittedJob job = submit(sortedWords());
    ProcessHandle held = gates.awaitHeld(first, job);
    List<ProcessHandle> others = new ArrayList<>(cluster().executors());
    others.remove(held);
    held.destroyForcibly();
    gates.open(first);
    gates.awaitHeld(second, job);
    assertThat(others).hasSize(1);
    others.get(0).destroyForcibly();
    gates.open(second);
    job.done();
    assertThat(results()).isEqualTo(expected);
  }

  private List<String> sortedWords() throws Exception {
    Path file = folder.resolve("sorted.yaml");
    Files.writeString(
        file,
        """
        job: backward
        network: %s
        gradOutput: {table: %s, column: logits}
        """
            .formatted(
                Path.of("conf/networks/fashion.yaml").toAbsolutePath(),
                caches.resolveSibling("features")));
    List<String> words = new ArrayList<>(words(MANY));
    words.set(0, file.toString());
    return words;
  }
}
