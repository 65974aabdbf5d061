package dev.convoy.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that job and network files name: anywhere, since who writes those may read them. */
class HadoopFilesTest {
  private static final HadoopFiles FILES = new HadoopFiles(new Configuration());

  @TempDir Path folder;

  @Test
  void weightsMayLieBesideANetworkAboveItOrAnywhere() throws IOException {
    String network = folder.resolve("nets/net.yaml").toString();
    Path weights = Files.writeString(folder.resolve("w.npz"), "weights");
    for (String named : new String[] {"../w.npz", weights.toString(), "file:" + weights}) {
      try (InputStream in = FILES.openBeside(network, named)) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("weights");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3a://bucket/net.yaml", "nosuch:/net.yaml", "/no/net.yaml", "/", "a:b"})
  void whatCannotBeReadIsNamedWhereItIsWritten(String file) {
    ConfigNode key = ConfigReader.read("network: '" + file + "'", "job.yaml").get("network");
    assertThatThrownBy(() -> FILES.text(key))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("job.yaml:1: \"network\": ");
  }

  @Test
  void aTextWithoutEndIsRefused() {
    ConfigNode key = ConfigReader.read("network: /dev/zero", "job.yaml").get("network");
    assertThatThrownBy(() -> FILES.text(key))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("too large for a text file");
  }
}
