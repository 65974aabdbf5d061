package dev.convoy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFormatTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"stored.npz", "compressed.npz", "streamed.npz", "streamed-compressed.npz"})
  void readsWhatNumpySaves(String name) throws IOException {
    var fromFile = NpzFormat.read(Golden.path("numpy/" + name));
    var fromStream = read(Golden.bytes("numpy/" + name));

    for (var arrays : Arrays.asList(fromFile, fromStream)) {
      assertThat(arrays.keySet())
          .containsExactly(
              "float32", "float64", "int64", "uint8", "scalar", "empty", "vector", "größe/π");
      assertThat(arrays.get("größe/π").doubles())
          .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, -0.0);
      assertThat(arrays.get("vector").longs()).containsExactly(0, 1, 2, 3, 4, 5, 6);
      assertThat(arrays.get("uint8").shape()).isEqualTo(Shape.of(2, 3, 2, 5));
      for (String one : new String[] {"float32", "float64", "int64", "uint8", "scalar", "empty"}) {
        assertThat(npy(arrays.get(one))).isEqualTo(Golden.bytes("numpy/" + one + ".npy"));
      }
    }
  }

  @Test
  void readsPathsOutsideTheDefaultFileSystem() throws IOException {
    Path zip = folder.resolve("outer.zip");
    try (FileSystem inside = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      Path copy = inside.getPath("inner.npz");
      Files.write(copy, Golden.bytes("numpy/stored.npz"));

      assertThat(NpzFormat.read(copy)).hasSize(8).containsKey("vector");
    }
  }

  @Test
  void arraysComeBackUnchangedAndInOrder() throws IOException {
    Map<String, NumpyArray> arrays = fourArrays();

    Path file = folder.resolve("ours.npz");
    NpzFormat.write(file, arrays);
    var back = NpzFormat.read(file);

    assertThat(back.keySet()).containsExactly("z", "a/b", "größe", "none.npy");
    arrays.forEach(
        (name, array) -> {
          assertThat(back.get(name)).hasToString(array.toString());
          assertThat(npy(back.get(name))).isEqualTo(npy(array));
        });
  }

  @Test
  void equalArraysGiveEqualBytesInAnyTimeZone() throws IOException {
    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      byte[] east = write(fourArrays());
      TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
      byte[] west = write(fourArrays());

      assertThat(west).isEqualTo(east);
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void writingLeavesTheStreamOpen() throws IOException {
    boolean[] closed = new boolean[1];
    ByteArrayOutputStream out =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    NpzFormat.write(out, fourArrays());

    assertThat(closed[0]).isFalse();
    assertThat(read(out.toByteArray())).hasSize(4);
  }

  @Test
  void entriesThatAreNoArraysArePassedOver() throws IOException {
    assertThat(read(Golden.bytes("numpy/mixed.npz")).keySet()).containsExactly("vector");
  }

  @Test
  void zipWithoutArraysIsRefusedWithWhatItHolds() {
    assertRefused(Golden.bytes("numpy/no-arrays.npz"), "w.npz: a zip without arrays", "notes.txt");
  }

  @Test
  void foreignFilesAreRefused() {
    assertRefused(
        "no zip at all, just a line of text".getBytes(StandardCharsets.UTF_8),
        "w.npz: not an .npz file");
    assertRefused(new byte[0], "w.npz: not an .npz file: it is empty");
    assertRefused(Golden.bytes("numpy/vector.npy"), "w.npz: a single array (.npy)");
  }

  @Test
  void badArrayIsNamedWithItsFile() throws IOException {
    byte[] file = write(Map.of("conv1.weight", NumpyArray.of(Shape.of(2), new float[] {1, 2})));
    String text = new String(file, StandardCharsets.ISO_8859_1).replace("'<f4'", "'>f4'");

    assertRefused(
        text.getBytes(StandardCharsets.ISO_8859_1),
        "w.npz, array \"conv1.weight\": array is big-endian");
  }

  /** The two names differ only in the zip's directory, where the second is turned to the first. */
  @Test
  void duplicateNamesAreRefused() throws IOException {
    Map<String, NumpyArray> two = new LinkedHashMap<>();
    two.put("twin1", NumpyArray.of(Shape.of(1), new float[1]));
    two.put("twin2", NumpyArray.of(Shape.of(1), new float[1]));
    String text = new String(write(two), StandardCharsets.ISO_8859_1).replace("twin2", "twin1");

    assertRefused(
        text.getBytes(StandardCharsets.ISO_8859_1), "w.npz: two entries are named \"twin1.npy\"");
  }

  /** Cuts a real file at every length: each must be refused, none may pass or crash. */
  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "compressed.npz"})
  void everyTruncationIsRefused(String name) {
    byte[] whole = Golden.bytes("numpy/" + name);
    for (int length = 0; length < whole.length; length += 7) {
      assertRefused(Arrays.copyOf(whole, length), "w.npz");
    }
  }

  /** Turns one byte after another: either the arrays are unharmed, or the file is refused. */
  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "compressed.npz"})
  void noDamagedByteChangesAValueInSilence(String name) throws IOException {
    byte[] whole = Golden.bytes("numpy/" + name);
    var expected = read(whole);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x55;
      try {
        read(damaged)
            .forEach(
                (key, array) -> {
                  if (expected.containsKey(key)) { // the name itself may be what was damaged
                    assertThat(npy(array)).isEqualTo(npy(expected.get(key)));
                  }
                });
      } catch (NumpyFormatException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length / 2);
  }

  @Test
  void nothingToWriteIsAnError() {
    assertThatThrownBy(() -> write(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one array");
    assertThatThrownBy(() -> write(Map.of("", NumpyArray.of(Shape.of(), new float[1]))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a name");
  }

  private static Map<String, NumpyArray> fourArrays() {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("z", NumpyArray.of(Shape.of(2, 2), new float[] {1, Float.NaN, -0f, 4}));
    arrays.put("a/b", NumpyArray.of(Shape.of(), new double[] {Math.PI}));
    arrays.put("größe", NumpyArray.of(Shape.of(3), new long[] {-1, 0, Long.MAX_VALUE}));
    arrays.put("none.npy", NumpyArray.of(Shape.of(0, 5), new byte[0]));
    return arrays;
  }

  private static void assertRefused(byte[] file, String... reasons) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(NumpyFormatException.class)
        .hasMessageContainingAll(reasons);
  }

  private static Map<String, NumpyArray> read(byte[] file) throws IOException {
    return NpzFormat.read(new ByteArrayInputStream(file), "w.npz");
  }

  private static byte[] write(Map<String, NumpyArray> arrays) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpzFormat.write(out, arrays);
    return out.toByteArray();
  }

  private static byte[] npy(NumpyArray array) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      NpyFormat.write(out, array);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
