package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.Example.Values;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzInputTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeArchive() throws IOException {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    float[] x = new float[7 * 6];
    for (int i = 0; i < x.length; i++) {
      x[i] = i + 0.25f;
    }
    arrays.put("x", NumpyArray.of(Shape.of(7, 3, 2, 1), x));
    arrays.put("y", NumpyArray.of(Shape.of(7), new long[] {3, 0, -1, 9, 1, 1, 2}));
    arrays.put("huge", NumpyArray.of(Shape.of(7), new long[] {3, 0, 1L << 33, 9, 1, 1, 2}));
    arrays.put("flat", NumpyArray.of(Shape.of(3), new float[3]));
    arrays.put("none", NumpyArray.of(Shape.of(0, 3), new float[0]));
    file = folder.resolve("data.npz");
    NpzFormat.write(file, arrays);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7})
  void examplesLieAlongTheFirstAxis(int partitions) {
    ExampleSource source = Inputs.open("npz", file.toString(), "array", "x", "npzLabels", "y");
    assertThat(source.shape()).contains(Shape.of(3, 2, 1));
    assertThat(source.content()).isEqualTo(ExampleSource.Content.VALUES);
    assertThat(source.readerBytes()).as("all arrays").isEqualTo(42 * 4 + 7 * 8 + 7 * 8 + 3 * 4);
    List<Example> examples = Inputs.readAll(source, partitions);
    for (int i = 0; i < 7; i++) {
      assertThat(examples.get(i).id()).isEqualTo(i);
      assertThat(examples.get(i).path()).isEqualTo("data.npz#" + i);
      float at = i * 6 + 0.25f;
      assertThat(((Values) examples.get(i).payload()).values())
          .containsExactly(at, at + 1, at + 2, at + 3, at + 4, at + 5);
    }
    assertThat(examples).extracting(Example::label).containsExactly(3, 0, -1, 9, 1, 1, 2);
  }

  @Test
  void wrongArraysAreNamed() {
    assertWrong("\"input.array\": found \"z\"", "array", "z");
    assertWrong("\"input.array\": found shape [3], needed [N, ...]", "array", "flat");
    assertWrong("\"input.array\": found shape [0, 3]", "array", "none");
    assertWrong("found labels of shape [3], needed [7]", "array", "x", "npzLabels", "flat");
    assertWrong("found labels of shape [7, 3, 2, 1]", "array", "x", "npzLabels", "x");
    assertWrong("found label 8589934592", "array", "x", "npzLabels", "huge");
  }

  @Test
  void fileThatIsNoArchiveIsRefused() throws IOException {
    Files.writeString(file, "not a zip file at all");
    assertWrong("job.yaml:3: \"input.npz\": ", "array", "x");
  }

  @Test
  void archiveThatChangesDuringTheRunFailsIt() throws IOException {
    List<ExampleSlice> slices = Inputs.open("npz", file.toString(), "array", "x").slices(2);
    NpzFormat.write(file, Map.of("x", NumpyArray.of(Shape.of(2, 6), new float[12])));
    assertThatThrownBy(() -> Inputs.read(slices.get(1)))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("array x has changed during the run");
  }

  private void assertWrong(String message, String... keysAndValues) {
    String[] all = new String[keysAndValues.length + 2];
    all[0] = "npz";
    all[1] = file.toString();
    System.arraycopy(keysAndValues, 0, all, 2, keysAndValues.length);
    assertThatThrownBy(() -> Inputs.open(all))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }
}
