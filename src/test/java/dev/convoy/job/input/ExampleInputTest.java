package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.JobKey;
import org.junit.jupiter.api.Test;

class ExampleInputTest {
  @Test
  void unknownKeyHasTheNearestNamed() {
    assertWrong("job.yaml:3: unknown key \"input.image\"; did you mean \"images\"?", "image", "x");
    assertWrong("did you mean \"idxLabels\"?", "idx", "a", "idxlabel", "b");
  }

  @Test
  void exactlyOneKindIsNeeded() {
    assertWrong("found none, needed exactly one of images, idx, table, npz", "labels", "x");
    assertWrong("found images and npz, needed exactly one of", "npz", "x", "images", "y");
  }

  @Test
  void keysOfAnotherKindAreRefused() {
    assertWrong(
        "job.yaml:4: \"input.idxLabels\": goes with \"idx\", but this input is \"images\"",
        "images",
        "x",
        "idxLabels",
        "y");
    assertWrong("\"input.labels\": goes with \"images\"", "table", "x", "labels", "y");
  }

  @Test
  void archivesNeedAnArray() {
    assertWrong("missing key \"input.array\"", "npz", "x");
  }

  @Test
  void valuesMustBeSingle() {
    assertThatThrownBy(() -> ExampleInput.read(ConfigReader.read("images: [a, b]", "job.yaml")))
        .isInstanceOf(ConfigException.class)
        .hasMessage("job.yaml:1: \"images\": found a list, needed a single value");
  }

  @Test
  void everyKeyIsListedForTheHelp() {
    assertThat(ExampleInput.keys())
        .extracting(JobKey::name)
        .allMatch(name -> name.startsWith("input."))
        .hasSize(9)
        .doesNotHaveDuplicates();
  }

  @Test
  void rangesAreNeighboursAndBalanced() {
    for (long count : new long[] {1, 2, 3, 7, 1000, (1L << 40) + 1}) {
      for (int parts : new int[] {1, 2, 3, 7, 64}) {
        long at = 0;
        for (Ranges.Range range : Ranges.of(count, parts)) {
          assertThat(range.first()).isEqualTo(at);
          assertThat(range.count()).isBetween(Math.max(1, count / parts), count / parts + 1);
          at += range.count();
        }
        assertThat(at).isEqualTo(count);
      }
    }
  }

  private static void assertWrong(String message, String... keysAndValues) {
    assertThatThrownBy(() -> ExampleInput.read(Inputs.node(keysAndValues)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
