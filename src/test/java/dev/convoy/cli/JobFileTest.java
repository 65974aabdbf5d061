package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.job.Job;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFileTest {
  @TempDir private Path folder;

  private Job read(String text, String... overrides) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8), overrides);
  }

  private Job read(byte[] bytes, String... overrides) throws IOException {
    Path file = Files.write(folder.resolve("job with space.yaml"), bytes);
    return JobFile.read(List.of(FakeKind.IDLE), file.toString(), List.of(overrides));
  }

  @Test
  void fileIsReadAndOverridesWinInOrder() throws IOException {
    assertThat(read("job: count\nupTo: 3\n").title()).isEqualTo("count to 3");
    assertThat(read("job: count\nupTo: 3\n", "upTo=4", "upTo=5").title()).isEqualTo("count to 5");
  }

  @Test
  void overrideMayAddABranchOrNameTheKind() throws IOException {
    assertThat(read("upTo: 1", "job=count", "output={table: a=b}").title()).isEqualTo("count to 1");
    assertThat(read("job: count", "output.table=hdfs:/x").title()).isEqualTo("count to 10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "uptoo=4 | job count has no key \"uptoo\"; did you mean \"upTo\"?",
        "output.tables=x | job count has no key \"output.tables\"; did you mean \"output.table\"?",
        "output.table.x=1 | job count has no key \"output.table.x\"",
        "out=x | job count has no key \"out\"",
        "nothing | found \"nothing\", needed key=value",
        "=5 | found \"=5\", needed key=value",
        "upTo=many | command line: \"upTo\": found \"many\", needed a whole number",
        "job=cuont | command line: \"job\": found \"cuont\"; did you mean \"count\"?",
      })
  void wrongOverrideSaysWhatWasNeeded(String override, String message) {
    assertThatThrownBy(() -> read("job: count", override))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("command line")
        .hasMessageContaining(message);
  }

  @Test
  void unknownKindNamesTheNearest() {
    assertThatThrownBy(() -> read("# a comment\njob: conut\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("job with space.yaml:2")
        .hasMessageContaining("found \"conut\"; did you mean \"count\"?");
  }

  @Test
  void missingKindIsSaid() {
    assertThatThrownBy(() -> read("upTo: 3"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("missing key \"job\"");
  }

  @Test
  void unknownKeyOfTheFileIsSaidWithItsLine() {
    assertThatThrownBy(() -> read("job: count\n\nupto: 3\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(":3: unknown key \"upto\"; did you mean \"upTo\"?");
  }

  @Test
  void whatIsNoJobFileIsRefused() {
    assertThatThrownBy(() -> read(new byte[] {'j', (byte) 0xff, 'b'}))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is no UTF-8 text");
    assertThatThrownBy(() -> read(new byte[(1 << 20) + 1]))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("found 1048577 bytes");
    assertThatThrownBy(() -> JobText.read(folder.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("is a folder");
  }

  @ParameterizedTest
  @CsvSource({"no/such.yaml", "file:/no/such.yaml"})
  void missingFileIsSaid(String path) {
    assertThatThrownBy(() -> JobText.read(path))
        .isInstanceOf(ConfigException.class)
        .hasMessage(path + ": no such file");
  }

  @ParameterizedTest
  @CsvSource({"nosuchscheme:/job.yaml", "hdfs://", "'a:b:c'"})
  void pathNoFileSystemTakesIsSaid(String path) {
    assertThatThrownBy(() -> JobText.read(path))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith(path + ": cannot be read: ");
  }

  @Test
  void hadoopPathIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "job: count\nupTo: 7\n");
    assertThat(JobText.read("file://" + file)).isEqualTo("job: count\nupTo: 7\n");
  }
}
