package dev.convoy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** YAML made to run code, or to take memory out of all proportion, is refused or is plain text. */
class HostileYamlTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MEGABYTE = 1 << 20;

  @Test
  void aBillionLaughsAreNotExpanded() {
    String text =
        "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
            + lines(
                25,
                i -> "%c: &%c [%s]".formatted('b' + i, 'b' + i, ("*" + (char) ('a' + i)) + ", "));
    assertRefused(text, "anchors and aliases are not allowed");
  }

  @Test
  void mergedKeysAreRefusedAsAliases() {
    assertRefused("base: {a: 1}\nother:\n  <<: *base\n", "anchors and aliases are not allowed");
  }

  /** Whatever a tag names, no object is made of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "!!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ['x:']]]]",
        "!!java.io.FileOutputStream [/tmp/made-by-yaml]",
        "!<tag:yaml.org,2002:java.lang.Runtime> {}"
      })
  void tagsMakeNoObjects(String value) {
    ConfigNode node = ConfigReader.read("a: " + value, "job.yaml").get("a");
    assertThat(node.isList() || node.isMapping()).isTrue();
    assertThatThrownBy(node::string).isInstanceOf(ConfigException.class);
  }

  @Test
  void aTaggedScalarIsItsText() {
    assertThat(ConfigReader.read("a: !!java.io.File /etc/passwd", "j").get("a").string())
        .isEqualTo("/etc/passwd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? "})
  void depthIsRefused(String opening) {
    assertRefused("a:\n  " + opening.repeat(100_000), "job.yaml");
  }

  @Test
  void keysWrittenTwiceAreRefusedAtAnyDepth() {
    assertRefused("a: {b: {c: 1, c: 2}}", "\"a.b.c\" is written twice");
    assertRefused("a: 1\n\"a\": 2", "\"a\" is written twice");
  }

  /** Thirty keys of a thousand letters above a hundred thousand values: 3 GB of dotted keys. */
  @Test
  void longKeysAboveManyValuesAreRefused() {
    String text =
        lines(30, i -> " ".repeat(i) + "k".repeat(1000) + ":")
            + " ".repeat(30)
            + "v: ["
            + "1,".repeat(100_000)
            + "]\n";
    assertThat(text.length()).isLessThan((int) MEGABYTE);
    assertRefused(text, "too many values under too long keys");
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertRefused(text, "too many values");
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(200 * MEGABYTE);
  }

  @Test
  void aKeyOfAMegabyteIsRefusedInAFewWords() {
    String text = "? \"" + "k".repeat((int) MEGABYTE) + "\"\n: 1\n";
    assertThatThrownBy(() -> ConfigReader.read(text, "job.yaml").onlyKeys("job", "input"))
        .isInstanceOf(ConfigException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2100));
  }

  @Test
  void aValueOfAMegabyteIsRefusedInAFewWords() {
    ConfigNode root = ConfigReader.read("a: " + "9".repeat((int) MEGABYTE), "job.yaml");
    assertThatThrownBy(() -> root.get("a").integer(0, 9))
        .isInstanceOf(ConfigException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2100));
    assertThatThrownBy(() -> root.get("a").oneOf("few", "many"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2100));
  }

  /** A filter written in place is long, and none of this. */
  @Test
  void manyPlainValuesAreRead() {
    String text = "weights: {f: [" + "0.125, ".repeat(200_000) + "1]}";
    assertThat(ConfigReader.read(text, "job.yaml").get("weights").get("f").list()).hasSize(200_001);
  }

  private static String lines(int count, IntFunction<String> line) {
    return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n")) + "\n";
  }

  private static void assertRefused(String text, String words) {
    assertThatThrownBy(() -> ConfigReader.read(text, "job.yaml"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(words);
  }
}
