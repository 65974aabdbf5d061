package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.job.input.Example.Encoded;
import dev.convoy.job.input.Example.Unreadable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Names of files and links lead to what they name and nowhere else; whatever a line of a list says,
 * it costs no image but its own.
 */
class HostilePathsTest {
  @TempDir Path folder;

  /** What a folder holds is no word about where to look. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:/x.png",
        "hdfs:/x.png",
        "nosuch:/y/x.png",
        "C:/x.png",
        "%2e%2e/x.png",
        "a..%2f/x.png",
        "{a,b}/[x].png",
        "-rf/~.png",
        "a\\..\\x.png",
        "b\u202Egnp.exe/x.png"
      })
  void namesThatAreFoundAreTakenLetterByLetter(String name) throws IOException {
    put("images/" + name);
    Files.writeString(folder.resolve("x.png"), "outside");
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder + "/images"), 1);
    assertThat(examples).extracting(Example::path).containsExactly(name);
    assertThat(text(examples.get(0))).isEqualTo("images/" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../../../../../../../../../none.png",
        "/none.png",
        "file:///none.png",
        "file://elsewhere/none.png",
        "nosuch://host/none.png",
        "hdfs://none.invalid:1/none.png",
        "hdfs:/none.png",
        "s3a://bucket/none.png",
        "abfs://container@account/none.png",
        "http://127.0.0.1:1/none.png",
        "ftp://127.0.0.1:1/none.png",
        "har:///none.png",
        "viewfs://table/none.png",
        "none\0.png",
        "%00.png",
        "../%2e%2e/none.png",
        "*.png",
        "{good,none}.png",
        "~/none.png",
        "//host/none.png",
        "\\\\host\\none.png",
        ":",
        "://",
        "/",
        ".",
        "file,label"
      })
  void aLineThatLeadsToNoImageIsOneReject(String line) throws IOException {
    put("good.png");
    Files.writeString(folder.resolve("list.txt"), "good.png\n" + line + "\ngood.png\n");
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder + "/list.txt"), 1);
    assertThat(examples).extracting(Example::path).containsExactly("good.png", line, "good.png");
    assertThat(examples.get(1).payload())
        .isInstanceOfSatisfying(
            Unreadable.class, it -> assertThat(it.reason()).isNotBlank().doesNotContain("\n"));
    assertThat(text(examples.get(2))).isEqualTo("good.png");
  }

  @Test
  void aLineOfAMegabyteIsOneReject() throws IOException {
    put("good.png");
    Files.writeString(folder.resolve("list.txt"), "n".repeat(1 << 20) + "\ngood.png\n");
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder + "/list.txt"), 1);
    assertThat(examples.get(0).payload()).isInstanceOf(Unreadable.class);
    assertThat(text(examples.get(1))).isEqualTo("good.png");
  }

  /** A list is written by whoever writes job files; it may name any file, as those may. */
  @Test
  void aListMayLeadOutOfItsFolder() throws IOException {
    put("lists/good.png", "else/x.png");
    Files.writeString(
        folder.resolve("lists/l.txt"), "../else/x.png\nfile:" + folder + "/else/x.png");
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder + "/lists/l.txt"), 1);
    assertThat(examples).allMatch(example -> text(example).equals("else/x.png"));
  }

  @Test
  void aFileUnderTwoNamesIsTwoExamples() throws IOException {
    put("a/x.png");
    Files.createSymbolicLink(folder.resolve("b"), folder.resolve("a"));
    Files.createLink(folder.resolve("a/y.png"), folder.resolve("a/x.png"));
    assertThat(paths()).containsExactly("a/x.png", "a/y.png", "b/x.png", "b/y.png");
    Files.writeString(folder.resolve("l.txt"), "a/x.png\n./a/x.png\nb/../a/x.png\n");
    assertThat(Inputs.readAll(Inputs.open("images", folder + "/l.txt"), 1))
        .extracting(Example::path)
        .containsExactly("a/x.png", "./a/x.png", "b/../a/x.png");
  }

  /** Two loops in a folder would be 2 to the power of 40 paths before the system says stop. */
  @Test
  void linksThatLeadBackArePassedOver() throws IOException {
    put("a/x.png", "a/b/y.png");
    Files.createSymbolicLink(folder.resolve("a/loop"), folder.resolve("a"));
    Files.createSymbolicLink(folder.resolve("a/b/up"), Path.of(".."));
    Files.createSymbolicLink(folder.resolve("a/b/top"), folder);
    Files.createSymbolicLink(folder.resolve("self"), folder.resolve("self"));
    assertThat(paths()).containsExactly("a/b/y.png", "a/x.png");
    assertThat(walked()).containsExactlyInAnyOrder("a/b/y.png", "a/x.png");
  }

  @Test
  void linksThatLeadToEachOtherEnd() throws IOException {
    put("a/x.png", "b/y.png");
    Files.createSymbolicLink(folder.resolve("a/to-b"), folder.resolve("b"));
    Files.createSymbolicLink(folder.resolve("b/to-a"), folder.resolve("a"));
    String[] each = {"a/x.png", "b/y.png", "a/to-b/y.png", "b/to-a/x.png"};
    assertThat(paths()).containsExactlyInAnyOrder(each);
    assertThat(walked()).containsExactlyInAnyOrder(each);
  }

  @Test
  void aLinkOutOfTheFolderIsFollowed() throws IOException {
    put("images/x.png", "more/y.png");
    Files.createSymbolicLink(folder.resolve("images/more"), folder.resolve("more"));
    Files.createSymbolicLink(folder.resolve("images/z.png"), folder.resolve("more/y.png"));
    assertThat(Inputs.readAll(Inputs.open("images", folder + "/images"), 1))
        .extracting(Example::path)
        .containsExactly("more/y.png", "x.png", "z.png");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNameThatLeadsToAnEndlessDeviceIsOneReject() throws IOException {
    put("good.png");
    Files.createSymbolicLink(folder.resolve("endless.png"), Path.of("/dev/zero"));
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder.toString()), 1);
    assertThat(examples.get(0).payload())
        .isInstanceOfSatisfying(
            Unreadable.class, it -> assertThat(it.reason()).matches("has over [0-9]+ bytes"));
    assertThat(text(examples.get(1))).isEqualTo("good.png");
  }

  /** Its classes are not here: a word about the key, not a stack trace of Hadoop's. */
  @ParameterizedTest
  @ValueSource(
      strings = {"s3a://bucket/images", "abfs://c@account/images", "hdfs:/images", "nosuch:/x"})
  void anInputThatCannotBeReachedIsNamed(String images) {
    assertThatThrownBy(() -> Inputs.open("images", images))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("\"input.images\": ");
  }

  /** Labels open nothing: a path counts only where it is among the images. */
  @ParameterizedTest
  @ValueSource(strings = {"../a.png", "/a.png", "file:/a.png", "./a.png", "*.png", "a.png\0"})
  void labelsNameImagesByTheirOwnPathsAlone(String path) throws IOException {
    put("images/a.png", "a.png");
    String labels =
        Files.writeString(folder.resolve("l.csv"), "file,label\n\"" + path + "\",1").toString();
    assertThatThrownBy(() -> Inputs.open("images", folder + "/images", "labels", labels))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("l.csv:2: ")
        .hasMessageContaining("is not among the images");
  }

  private List<String> paths() {
    return Inputs.readAll(Inputs.open("images", folder.toString()), 1).stream()
        .map(Example::path)
        .toList();
  }

  /** As tasks list a folder, cut into many walks. */
  private List<String> walked() throws IOException {
    Configuration conf = new Configuration();
    org.apache.hadoop.fs.Path top = new org.apache.hadoop.fs.Path("file:" + folder);
    FileSystem fs = top.getFileSystem(conf);
    List<String> found = new java.util.ArrayList<>();
    for (FileWalk walk : FileWalk.split(fs, top, 3)) {
      Iterator<FileStatus> files = walk.files(file -> true, conf);
      Iterable<FileStatus> all = () -> files;
      StreamSupport.stream(all.spliterator(), false)
          .map(file -> InputPaths.relative(top, file.getPath()))
          .forEach(found::add);
    }
    return found;
  }

  private static String text(Example example) {
    return new String(((Encoded) example.payload()).bytes(), StandardCharsets.UTF_8);
  }

  /** Files that hold their own relative path. */
  private void put(String... relativePaths) throws IOException {
    for (String relative : relativePaths) {
      Path file = folder.resolve(relative);
      Files.createDirectories(file.getParent());
      Files.writeString(file, relative);
    }
  }
}
