package dev.convoy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  @Test
  void everyValueKnowsItsFileAndLine() {
    ConfigNode root = read("job: forward", "output:", "  features: out/a", "taps: [x, y]");
    assertThat(root.get("output").get("features").place()).isEqualTo("job.yaml:3");
    assertThat(root.get("output").get("features").path()).isEqualTo("output.features");
    assertThat(root.get("taps").list().get(1).path()).isEqualTo("taps[1]");
  }

  @Test
  void unknownKeyIsNamedWithTheNearestOne() {
    ConfigNode root = read("job: forward", "batchsize: 3");
    assertThatThrownBy(() -> root.onlyKeys("job", "batchSize"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("job.yaml:2: unknown key \"batchsize\"; did you mean \"batchSize\"?");
  }

  @Test
  void unknownKeyFarFromAllListsThem() {
    ConfigNode root = read("zzzzzzzz: 3");
    assertThatThrownBy(() -> root.onlyKeys("job", "taps"))
        .hasMessage("job.yaml:1: unknown key \"zzzzzzzz\"; expected one of: job, taps");
  }

  @Test
  void missingKeyNamesWhatIsThere() {
    ConfigNode root = read("output:", "  caches: x");
    assertThatThrownBy(() -> root.get("output").get("features"))
        .hasMessageContaining("missing key \"output.features\"")
        .hasMessageContaining("found caches");
  }

  @Test
  void wrongTypesSayWhatWasFoundAndNeeded() {
    ConfigNode root = read("a: many", "b: [1]", "c: {d: 1}", "e: 1/0", "f: 70000");
    assertThatThrownBy(() -> root.get("a").integer(0, 9))
        .hasMessage("job.yaml:1: \"a\": found \"many\", needed a whole number");
    assertThatThrownBy(() -> root.get("a").bool()).hasMessageContaining("needed true or false");
    assertThatThrownBy(() -> root.get("b").string()).hasMessageContaining("found a list");
    assertThatThrownBy(() -> root.get("c").list()).hasMessageContaining("found a mapping");
    assertThatThrownBy(() -> root.get("e").number()).hasMessageContaining("needed a number");
    assertThatThrownBy(() -> root.get("f").integer(1, 100))
        .hasMessageContaining("needed a whole number from 1 to 100");
    assertThatThrownBy(() -> root.get("a").oneOf("few", "manyy"))
        .hasMessageContaining("did you mean \"manyy\"");
  }

  @Test
  void fractionsAreNumbers() {
    assertThat(read("scale: 1/255").get("scale").number()).isEqualTo(1.0 / 255);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: 1\\nb: [1, 2 | not YAML",
        "a: &x 1\\nb: *x | anchors and aliases",
        "a: 1\\na: 2 | written twice",
        "a: | has no value",
        "- 1\\n- 2 | found no mapping",
        "'' | is empty",
        "a: 1\\n---\\nb: 2 | second document",
      })
  void whatCanBeReadInTwoWaysIsRefused(String text, String message) {
    assertThatThrownBy(() -> ConfigReader.read(text.replace("\\n", "\n"), "job.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("job.yaml")
        .hasMessageContaining(message.strip());
  }

  @Test
  void deepNestingIsRefusedWithoutAnOverflow() {
    String text = "a: " + "[".repeat(5000) + "]".repeat(5000);
    assertThatThrownBy(() -> ConfigReader.read(text, "job.yaml"))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void overridesReplaceAddAndKeepTheRest() {
    ConfigNode root = read("job: forward", "output: {features: a, caches: b}");
    root = ConfigReader.override(root, "output.features=hdfs:/x");
    root = ConfigReader.override(root, "taps=[p, q]");
    assertThat(root.get("output").get("features").string()).isEqualTo("hdfs:/x");
    assertThat(root.get("output").get("features").place()).isEqualTo("command line");
    assertThat(root.get("output").get("caches").string()).isEqualTo("b");
    assertThat(root.get("taps").list()).extracting(ConfigNode::string).isEqualTo(List.of("p", "q"));
  }

  @Test
  void overridesTakePlainValuesAsTheyStand() {
    ConfigNode root = read("job: forward");
    for (String value : new String[] {"/tmp/a #1: b", "hdfs://x:8020/y", "*.png", "&x", "- 1"}) {
      assertThat(ConfigReader.override(root, "k=" + value).get("k").string()).isEqualTo(value);
    }
    assertThat(ConfigReader.override(root, "k='[a]'").get("k").string()).isEqualTo("[a]");
    assertThatThrownBy(() -> ConfigReader.override(root, "k=")).hasMessageContaining("no value");
    assertThatThrownBy(() -> ConfigReader.override(root, "k=[1")).hasMessageContaining("not YAML");
  }

  @Test
  void overrideWithoutEqualsIsRefused() {
    ConfigNode root = read("job: forward");
    assertThatThrownBy(() -> ConfigReader.override(root, "batchSize"))
        .hasMessageContaining("needed key=value");
  }

  private static ConfigNode read(String... lines) {
    return ConfigReader.read(String.join("\n", lines), "job.yaml");
  }
}
