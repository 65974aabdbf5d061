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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileInputTest {
  @TempDir Path folder;

  @Test
  void folderIsSearchedBelowAndSortedByRelativePath() throws IOException {
    put("b.png", "z/a.JPG", "a/c.jpeg", "a.png", "a b/x.png");
    put("notes.txt", ".hidden.png", "_part.png", "_old/x.png", ".git/y.png", "a/d.gif");

    assertThat(paths("images", folder.toString()))
        .containsExactly("a b/x.png", "a.png", "a/c.jpeg", "b.png", "z/a.JPG");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space.png",
        "sharp#1.png",
        "per%20cent.png",
        "größe-図.png",
        "a:b.png",
        "star*[1]{2}?.png",
        "plus+&=;.png",
        "new\nline.png",
        "quote'\".png"
      })
  void everyNameIsReadLetterByLetter(String name) throws IOException {
    put("sub dir #%25/" + name);
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder.toString()), 1);
    assertThat(examples.get(0).path()).isEqualTo("sub dir #%25/" + name);
    assertThat(text(examples.get(0))).isEqualTo("sub dir #%25/" + name);
  }

  /** Linux answers an I/O error to whoever reads this one from its start. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void fileThatTheDiskFailsToReadIsUnreadable() throws IOException {
    put("good.png");
    Files.createSymbolicLink(folder.resolve("bad.png"), Path.of("/proc/self/mem"));
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder.toString()), 1);
    assertThat(examples.get(0).payload()).isEqualTo(new Example.Unreadable("Input/output error"));
    assertThat(text(examples.get(1))).isEqualTo("good.png");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 50})
  void slicesOfAnyNumberGiveTheSameExamples(int partitions) throws IOException {
    for (int i = 0; i < 23; i++) {
      put(String.format("d%d/%05d.png", i % 3, i));
    }
    ExampleSource source = Inputs.open("images", folder.toString());
    List<Example> examples = Inputs.readAll(source, partitions);
    assertThat(source.slices(partitions)).hasSize(Math.min(23, partitions));
    assertThat(examples).extracting(Example::path).isSorted();
    for (int i = 0; i < examples.size(); i++) {
      assertThat(examples.get(i).id()).isEqualTo(i);
      assertThat(text(examples.get(i))).isEqualTo(examples.get(i).path());
      assertThat(examples.get(i).size()).isEqualTo(examples.get(i).path().length());
    }
  }

  @Test
  void globKeepsWhatFollowsItsFixedPart() throws IOException {
    put("one/a.png", "one/b.txt", "two/a.png", "two/deep/c.jpg", "three/x.png");
    assertThat(paths("images", folder + "/t*/*.png")).containsExactly("three/x.png", "two/a.png");
    assertThat(paths("images", folder + "/{one,two}"))
        .containsExactly("one/a.png", "two/a.png", "two/deep/c.jpg");
  }

  @Test
  void folderWhoseNameLooksLikeAGlobIsAFolder() throws IOException {
    put("set[1]/a.png", "set1/b.png");
    assertThat(paths("images", folder + "/set[1]")).containsExactly("a.png");
  }

  @Test
  void listKeepsItsOrderAndNamesFilesOfAnyKind() throws IOException {
    put("z.png", "a.png", "pictures/odd name.bin");
    Path elsewhere = Files.writeString(folder.resolve("else.png"), "elsewhere");
    Files.writeString(
        folder.resolve("some.lst"), "z.png\n\npictures/odd name.bin\r\na.png\n" + elsewhere);
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder + "/some.lst"), 2);
    assertThat(examples)
        .extracting(Example::path)
        .containsExactly("z.png", "pictures/odd name.bin", "a.png", elsewhere.toString());
    assertThat(text(examples.get(1))).isEqualTo("pictures/odd name.bin");
    assertThat(text(examples.get(3))).isEqualTo("elsewhere");
  }

  @Test
  void singleImageIsAnInput() throws IOException {
    put("deep/one.PNG");
    assertThat(paths("images", folder + "/deep/one.PNG")).containsExactly("one.PNG");
  }

  @Test
  void fileThatCannotBeReadIsAnExampleWithAReason() throws IOException {
    put("a.png", "b.png", "c.png", "broken.lst");
    ExampleSource source = Inputs.open("images", folder.toString());
    Files.delete(folder.resolve("b.png"));
    List<Example> examples = Inputs.readAll(source, 1);
    assertThat(examples.get(1).payload())
        .isInstanceOfSatisfying(
            Unreadable.class, it -> assertThat(it.reason()).contains("no such file", "b.png"));
    assertThat(examples.get(1).size()).isEqualTo("b.png".length());
    assertThat(text(examples.get(2))).isEqualTo("c.png");
  }

  @Test
  void folderInPlaceOfAFileIsAReason() throws IOException {
    Files.createDirectories(folder.resolve("sub"));
    Files.writeString(folder.resolve("list.txt"), "sub\nnone.png\n:\n");
    List<Example> examples = Inputs.readAll(Inputs.open("images", folder + "/list.txt"), 1);
    assertThat(examples).allMatch(example -> example.payload() instanceof Unreadable);
    assertThat(examples).extracting(Example::size).containsOnly(-1L);
  }

  @Test
  void emptyFileIsAnExampleWithoutBytes() throws IOException {
    Files.writeString(folder.resolve("empty.png"), "");
    Example example = Inputs.readAll(Inputs.open("images", folder.toString()), 1).get(0);
    assertThat(((Encoded) example.payload()).bytes()).isEmpty();
    assertThat(example.size()).isZero();
  }

  @Test
  void folderWithoutImagesSaysWhatItHolds() throws IOException {
    put("a.gif", "b/c.txt");
    assertWrong(
        "job.yaml:3: \"input.images\": found no images (.jpg, .jpeg, .png) in folder file:"
            + folder
            + "; other files there: 2",
        folder.toString());
    assertWrong("found no images", folder + "/*.jpg");
    assertWrong("that match file:" + folder + "/*.jpg", folder + "/*.jpg");
  }

  @Test
  void whatIsNotThereIsNamed() throws IOException {
    put("a.bmp");
    assertWrong("found no file or folder file:" + folder + "/nowhere", folder + "/nowhere");
    assertWrong("a.bmp is neither an image (.jpg, .jpeg, .png) nor a list", folder + "/a.bmp");
    assertWrong("is no usable path", "nosuch:/x");
    Files.writeString(folder.resolve("empty.txt"), "\n \n");
    assertWrong("names no images; needed one path per line", folder + "/empty.txt");
  }

  @Test
  void labelsGoToTheirImages() throws IOException {
    put("a.png", "b/c.png", "b/d, e.png", "z.png");
    String labels =
        write(
            "\uFEFFlabel,Note,File\r\n3,x,z.png\n0,\"said \"\"so\"\"\",b/c.png\n\n 7 ,,\"b/d,"
                + " e.png\"\n");
    ExampleSource source = Inputs.open("images", folder.toString(), "labels", labels);
    assertThat(source.labelled()).isTrue();
    assertThat(source.describe()).isEqualTo("4 images in file:" + folder + ", 1 without a label");
    for (int partitions : new int[] {1, 3}) {
      assertThat(Inputs.readAll(source, partitions))
          .extracting(Example::label)
          .containsExactly(Example.NO_LABEL, 0, 7, 3);
    }
  }

  @Test
  void wrongLabelsAreNamedByLine() throws IOException {
    put("a.png", "b.png");
    assertWrongLabels(
        "labels.csv:3: \"c.png\" is not among the images", "file,label\na.png,1\nc.png,2");
    assertWrongLabels(
        "labels.csv:4: \"a.png\" has a label already", "file,label\na.png,1\n\na.png,1");
    assertWrongLabels("labels.csv:2: found label \"cat\"", "path,label\na.png,cat");
    assertWrongLabels("labels.csv:2: found label \"-1\"", "path,label\na.png,-1");
    assertWrongLabels("labels.csv:2: found label \"1.0\"", "path,label\na.png,1.0");
    assertWrongLabels("found label \"99999999999\"", "path,label\na.png,99999999999");
    assertWrongLabels("labels.csv:2: found 3 values, the header has 2", "path,label\na.png,1,2");
    assertWrongLabels("labels.csv:2: a double quote is not closed", "path,label\n\"a.png,1");
    assertWrongLabels("labels.csv:1: found columns [a.png, 1]; needed", "a.png,1\nb.png,2");
    assertWrongLabels("labels.csv:1: is empty", "");
  }

  @Test
  void missingLabelFileIsNamed() throws IOException {
    put("a.png");
    assertThatThrownBy(
            () -> Inputs.open("images", folder.toString(), "labels", folder + "/none.csv"))
        .isInstanceOf(ConfigException.class)
        .hasMessage("job.yaml:4: \"input.labels\": found no file file:" + folder + "/none.csv");
  }

  @Test
  void imageNamedTwiceInAListHasItsLabelTwice() throws IOException {
    put("a.png", "b.png");
    Files.writeString(folder.resolve("l.txt"), "a.png\nb.png\na.png\n");
    String labels = write("file,label\na.png,4\n");
    ExampleSource source = Inputs.open("images", folder + "/l.txt", "labels", labels);
    assertThat(Inputs.readAll(source, 1)).extracting(Example::label).containsExactly(4, -1, 4);
  }

  private void assertWrongLabels(String message, String csv) throws IOException {
    String labels = write(csv);
    assertThatThrownBy(() -> Inputs.open("images", folder.toString(), "labels", labels))
        .as(csv)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private static void assertWrong(String message, String images) {
    assertThatThrownBy(() -> Inputs.open("images", images))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  private String write(String csv) throws IOException {
    return Files.writeString(folder.resolve("labels.csv"), csv).toString();
  }

  /** Files that hold their own relative path. */
  private void put(String... relativePaths) throws IOException {
    for (String relative : relativePaths) {
      Path file = folder.resolve(relative);
      Files.createDirectories(file.getParent());
      Files.writeString(file, relative);
    }
  }

  private static List<String> paths(String... keysAndValues) {
    return Inputs.readAll(Inputs.open(keysAndValues), 1).stream().map(Example::path).toList();
  }

  private static String text(Example example) {
    return new String(((Encoded) example.payload()).bytes(), StandardCharsets.UTF_8);
  }
}
