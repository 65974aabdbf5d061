package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.image.Pixels;
import dev.convoy.job.RunFailure;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxInputTest {
  private static final String IMAGES = "src/test/resources/idx/fashion-20-images-idx3-ubyte.gz";
  private static final String LABELS = "src/test/resources/idx/fashion-20-labels-idx1-ubyte.gz";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20, 99})
  void fashionImagesComeWithPixelsLabelsAndPlaces(int partitions) throws IOException {
    ExampleSource source = Inputs.open("idx", IMAGES, "idxLabels", LABELS);
    byte[] raw = unzipped(IMAGES);
    List<Example> examples = Inputs.readAll(source, partitions);
    assertThat(examples).hasSize(20);
    for (int i = 0; i < 20; i++) {
      Example example = examples.get(i);
      assertThat(example.id()).isEqualTo(i);
      assertThat(example.path()).isEqualTo("fashion-20-images-idx3-ubyte.gz#" + i);
      assertThat(pixels(example).data())
          .isEqualTo(Arrays.copyOfRange(raw, 16 + i * 784, 16 + (i + 1) * 784));
      assertThat(example.size()).isEqualTo(784);
    }
    assertThat(examples)
        .extracting(Example::label)
        .containsExactly(9, 2, 1, 1, 6, 1, 4, 6, 5, 7, 4, 5, 7, 3, 4, 1, 2, 4, 8, 0);
    assertThat(source.shape()).contains(Shape.of(28, 28, 1));
  }

  @Test
  void plainFileGivesTheSameAsGzipped() throws IOException {
    Path plain = Files.write(folder.resolve("plain"), unzipped(IMAGES));
    List<Example> plainOnes = Inputs.readAll(Inputs.open("idx", plain.toString()), 3);
    List<Example> zipped = Inputs.readAll(Inputs.open("idx", IMAGES), 3);
    for (int i = 0; i < 20; i++) {
      assertThat(pixels(plainOnes.get(i)).data()).isEqualTo(pixels(zipped.get(i)).data());
      assertThat(plainOnes.get(i).label()).isEqualTo(Example.NO_LABEL);
    }
  }

  @Test
  void colourImagesHaveTheirChannels() throws IOException {
    Path file = write("rgb", idx(0x0804, new byte[2 * 5 * 7 * 3], 2, 5, 7, 3));
    ExampleSource source = Inputs.open("idx", file.toString());
    assertThat(source.shape()).contains(Shape.of(5, 7, 3));
    assertThat(pixels(Inputs.readAll(source, 2).get(1)).c()).isEqualTo(3);
  }

  @Test
  void severalGzipMembersAreOneFile() throws IOException {
    byte[] whole = idx(0x0803, new byte[] {1, 2, 3, 4, 5, 6}, 3, 1, 2);
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(zipped(Arrays.copyOfRange(whole, 0, 19)));
    members.writeBytes(zipped(Arrays.copyOfRange(whole, 19, whole.length)));
    Path file = write("members", members.toByteArray());
    assertThat(pixels(Inputs.readAll(Inputs.open("idx", file.toString()), 1).get(2)).data())
        .containsExactly(5, 6);
  }

  @Test
  void headerThatPromisesMoreThanTheFileHoldsIsRefused() throws IOException {
    byte[] liar = idx(0x0803, new byte[100], 1000, 10, 10);
    assertWrong("gives [1000, 10, 10], so 100016 bytes; the file holds 116", liar);
    assertWrong("gives [1000, 10, 10], so 100016 bytes; the file holds", zipped(liar));
    byte[] absurd = idx(0x0803, new byte[100], Integer.MAX_VALUE, 20000, 20000);
    assertWrong("the file holds", absurd);
    assertWrong("the file holds far fewer", zipped(absurd));
    byte[] overflowing = idx(0x0804, new byte[9], 2, 65536, 65536, 65536);
    assertWrong("the header gives examples of over", overflowing);
  }

  /** One picture of a third of the heap, all black. */
  @Test
  void pictureThatUnpacksToMuchOfTheHeapIsRefused() throws IOException {
    int side = (int) Math.sqrt(Runtime.getRuntime().maxMemory() / 3.0);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bomb)) {
      zip.write(idx(0x0803, new byte[0], 1, side, side));
      for (int row = 0; row < side; row++) {
        zip.write(new byte[side]);
      }
    }
    assertThat(bomb.size()).isLessThan(side * side / 1000);
    assertWrong("the header gives examples of over", bomb.toByteArray());
  }

  @Test
  void bytesThatNoHeaderPromisedAreRefused() throws IOException {
    byte[] longer = idx(0x0803, new byte[8], 1, 2, 2);
    assertWrong("gives [1, 2, 2], so 20 bytes; the file holds 24", longer);
    assertWrong("gives [1, 2, 2], so 20 bytes; the file holds more", zipped(longer));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    assertWrong("it ends within the header", new byte[] {0, 0, 8});
    assertWrong("it ends within the header", new byte[0]);
    assertWrong("found first bytes 0x89504E47", new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2});
    assertWrong("found elements of type 0x0D", idx(0x0D03, new byte[4], 1, 1, 1));
    assertWrong("found rank 1, needed images [N, H, W]", idx(0x0801, new byte[4], 4));
    assertWrong("gives size 0 along axis 0", idx(0x0803, new byte[0], 0, 2, 2));
    assertWrong("gives size 4294967295 along axis 1", idx(0x0803, new byte[0], 1, -1, 2));
    assertWrong("found 2 channels, needed 1 (grey) or 3", idx(0x0804, new byte[8], 1, 2, 2, 2));
    assertWrong("cannot be read", new byte[] {0x1f, (byte) 0x8b, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  }

  @Test
  void gzipThatWasCutOffIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Path.of(IMAGES));
    assertWrong("so 15696 bytes; the file holds", Arrays.copyOf(whole, whole.length / 2));
  }

  @Test
  void labelsMustBeAsManyAsImages() throws IOException {
    Path labels = write("labels", idx(0x0801, new byte[19], 19));
    assertThatThrownBy(() -> Inputs.open("idx", IMAGES, "idxLabels", labels.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("\"input.idxLabels\": found 19 labels for 20 images");
    assertThatThrownBy(() -> Inputs.open("idx", IMAGES, "idxLabels", IMAGES))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("found rank 3, needed labels [N]");
  }

  @Test
  void fileThatShrinksDuringTheRunFailsTheRun() throws IOException {
    Path file = write("idx", idx(0x0803, new byte[40], 10, 2, 2));
    List<ExampleSlice> slices = Inputs.open("idx", file.toString()).slices(2);
    Files.write(file, idx(0x0803, new byte[26], 10, 2, 2));
    assertThatThrownBy(() -> Inputs.read(slices.get(1)))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("image 6 of 10 cannot be read");
    Files.write(file, new byte[3]);
    assertThatThrownBy(() -> Inputs.read(slices.get(1)))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("image 5 of 10 cannot be read");
  }

  private void assertWrong(String message, byte[] file) throws IOException {
    Path path = write("wrong", file);
    assertThatThrownBy(() -> Inputs.open("idx", path.toString()))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("job.yaml:3: \"input.idx\": ")
        .hasMessageContaining(message);
  }

  private static Pixels pixels(Example example) {
    return ((Example.Decoded) example.payload()).pixels();
  }

  private static byte[] idx(int magic, byte[] data, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + data.length).putInt(magic);
    Arrays.stream(sizes).forEach(file::putInt);
    return file.put(data).array();
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private static byte[] unzipped(String file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(Path.of(file)))) {
      return in.readAllBytes();
    }
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
