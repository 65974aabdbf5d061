package dev.convoy.job.backward;

import dev.convoy.KernelsUnderTest;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.forward.ForwardKind;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableWriter;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Forward and backward runs for the tests of this package, which share forward runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackwardRuns extends SparkTest {
  /** Of one test. */
  @TempDir Path folder;

  @BeforeAll
  void startSparkBeforeForwardRuns() {
    runBefore();
  }

  final JobOutcome forward(String yaml, String... overrides) {
    ConfigNode file = ConfigReader.read(yaml, "forward.yaml");
    return new ForwardKind().read(with(file, overrides)).run(spark(), Progress.SILENT);
  }

  final JobOutcome backward(String yaml, String... overrides) {
    return read(yaml, overrides).run(spark(), Progress.SILENT);
  }

  static Job read(String yaml, String... overrides) {
    return new BackwardKind().read(with(ConfigReader.read(yaml, "backward.yaml"), overrides));
  }

  private static ConfigNode with(ConfigNode file, String... overrides) {
    ConfigNode all = ConfigReader.override(file, "kernels=" + KernelsUnderTest.name());
    for (String override : overrides) {
      all = ConfigReader.override(all, override);
    }
    return all;
  }

  final Map<String, NumpyArray> gradients(String file) throws IOException {
    return NpzFormat.read(folder.resolve(file));
  }

  /** Writes a table of upstream gradients, one file: column id and, behind it, the tensor. */
  static void writeUpstream(Path file, TableSchema schema, long[] ids, float[] values)
      throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toString());
    int length = values.length / Math.max(1, ids.length);
    try (TableWriter writer = TableWriter.create(path, schema, new Configuration())) {
      TableRow row = new TableRow(schema);
      for (int i = 0; i < ids.length; i++) {
        writer.write(row.set(0, ids[i]).set(1, values, i * length));
      }
    }
  }
}
