package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Opens inputs as a job file would, and reads slices as executors would. */
final class Inputs {
  private static final Configuration CONF = new Configuration();

  private Inputs() {}

  /** Pairs of key and value below {@code input}; the key {@code input} stands on line 2. */
  static ExampleSource open(String... keysAndValues) {
    return ExampleInput.read(node(keysAndValues)).open(CONF);
  }

  static ConfigNode node(String... keysAndValues) {
    StringBuilder yaml = new StringBuilder("job: forward\ninput:\n");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      String quoted = keysAndValues[i + 1].replace("'", "''");
      yaml.append("  ").append(keysAndValues[i]).append(": '").append(quoted).append("'\n");
    }
    return ConfigReader.read(yaml.toString(), "job.yaml").get("input");
  }

  /** Reads all slices after they have travelled, and checks that they follow each other. */
  static List<Example> readAll(ExampleSource source, int partitions) {
    List<Example> examples = new ArrayList<>();
    for (ExampleSlice slice : source.slices(partitions)) {
      assertThat(slice.first()).isEqualTo(examples.size());
      List<Example> some = read(travelled(slice));
      assertThat(some).hasSize((int) slice.count());
      examples.addAll(some);
    }
    assertThat(examples).hasSize((int) source.count());
    return examples;
  }

  static List<Example> read(ExampleSlice slice) {
    List<Example> examples = new ArrayList<>();
    try (ExampleReader reader = slice.open(CONF)) {
      reader.forEachRemaining(examples::add);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return examples;
  }

  static ExampleSlice travelled(ExampleSlice slice) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(slice);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        return (ExampleSlice) in.readObject();
      }
    } catch (IOException | ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
