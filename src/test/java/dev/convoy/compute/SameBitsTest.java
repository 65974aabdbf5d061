package dev.convoy.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.OwnJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Vectors of 64, 32 and 16 bytes and no vectors at all: one result. A machine that lacks the
 * longest ones compares those it has.
 */
class SameBitsTest {
  @Test
  @Tag(OwnJvm.TAG)
  void ofEveryOperatorForEveryWidth() throws Exception {
    List<String> scalar = digests("scalar", 64);
    assertThat(scalar).hasSizeGreaterThan(200);
    assertThat(scalar.get(0)).startsWith("scalar");
    List<String> names = new ArrayList<>();
    for (int bytes : new int[] {64, 32, 16}) {
      List<String> vector = digests("vector", bytes);
      names.add(vector.get(0));
      assertThat(vector.subList(1, vector.size()))
          .as("vectors of %s bytes", bytes)
          .isEqualTo(scalar.subList(1, scalar.size()));
    }
    assertThat(names.get(1)).isNotEqualTo(names.get(2)).startsWith("vector, 256 bit");
  }

  private static List<String> digests(String kernels, int vectorBytes)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:MaxVectorSize=" + vectorBytes,
                "-cp",
                System.getProperty("java.class.path"),
                OperatorDigests.class.getName(),
                kernels)
            .redirectError(ProcessBuilder.Redirect.DISCARD) // warns of the incubating module
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
    return printed.lines().toList();
  }
}
