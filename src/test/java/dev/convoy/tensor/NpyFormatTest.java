package dev.convoy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyFormatTest {
  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64", "int64", "uint8", "scalar", "empty", "vector"})
  void writesTheBytesThatNumpyWrites(String name) throws IOException {
    byte[] numpy = Golden.bytes("numpy/" + name + ".npy");

    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    NpyFormat.write(ours, read(numpy));

    assertThat(ours.toByteArray()).isEqualTo(numpy);
  }

  @Test
  void readsFloat32ToItsEnds() throws IOException {
    NumpyArray array = read(Golden.bytes("numpy/float32.npy"));

    assertThat(array.dtype()).isEqualTo(DType.FLOAT32);
    assertThat(array.shape()).isEqualTo(Shape.of(2, 3, 2, 5));
    assertThat(array.floats()).startsWith(-Float.MAX_VALUE, 1, 2, 3).endsWith(58, Float.MAX_VALUE);
  }

  @Test
  void readsFloat64ToItsEnds() throws IOException {
    NumpyArray array = read(Golden.bytes("numpy/float64.npy"));

    assertThat(array.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(array.doubles()).startsWith(-Double.MAX_VALUE, 1, 2).endsWith(58, Double.MAX_VALUE);
  }

  @Test
  void readsInt64ToItsEnds() throws IOException {
    NumpyArray array = read(Golden.bytes("numpy/int64.npy"));

    assertThat(array.dtype()).isEqualTo(DType.INT64);
    assertThat(array.longs()).startsWith(Long.MIN_VALUE, 1, 2).endsWith(58, Long.MAX_VALUE);
  }

  @Test
  void readsUint8ToItsEnds() throws IOException {
    NumpyArray array = read(Golden.bytes("numpy/uint8.npy"));

    assertThat(array.dtype()).isEqualTo(DType.UINT8);
    assertThat(array.bytes()).startsWith(0, 1, 2).endsWith(58, -1);
  }

  @Test
  void readsRankZeroAsOneNumber() throws IOException {
    NumpyArray array = read(Golden.bytes("numpy/scalar.npy"));

    assertThat(array.shape().rank()).isZero();
    assertThat(array.doubles()).containsExactly(2.5);
  }

  @Test
  void readsAnEmptyArrayWithItsShape() throws IOException {
    NumpyArray array = read(Golden.bytes("numpy/empty.npy"));

    assertThat(array.shape()).isEqualTo(Shape.of(3, 0, 2));
    assertThat(array.floats()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void readsNewerHeaders(int major) throws IOException {
    NumpyArray array = read(Golden.bytes("numpy/version" + major + ".npy"));

    assertThat(array.floats()).isEqualTo(read(Golden.bytes("numpy/float32.npy")).floats());
  }

  @Test
  void anArrayOfManyChunksComesBackUnchanged() throws IOException {
    long[] values = new long[3 * 65_537];
    Arrays.setAll(values, i -> i * 0x9E3779B97F4A7C15L);
    NumpyArray array = NumpyArray.of(Shape.of(3, 65_537), values);

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyFormat.write(out, array);

    assertThat(read(out.toByteArray()).longs()).isEqualTo(values);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fortran    | Fortran order",
        "big-endian | big-endian ('>f8')",
        "float16    | element type '<f2'",
        "bool       | element type '|b1'",
        "object     | Python objects (a pickle), which are never loaded",
        "structured | structured elements",
      })
  void refusesOtherKindsByName(String name, String reason) {
    byte[] file = Golden.bytes("numpy/" + name + ".npy");

    assertThatThrownBy(() -> NpyFormat.read(new ByteArrayInputStream(file), "dir/" + name))
        .isInstanceOf(NumpyFormatException.class)
        .hasMessageStartingWith("dir/" + name + ": ")
        .hasMessageContaining(reason)
        .hasMessageContaining(name.equals("fortran") ? "supported is C order" : "float32 '<f4'");
  }

  /** Cuts a real file at every length: each must be refused, none may pass or crash. */
  @Test
  void everyTruncationIsRefused() {
    byte[] whole = Golden.bytes("numpy/vector.npy");
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("cut to %s bytes", length)
          .isInstanceOf(NumpyFormatException.class)
          .hasMessageStartingWith("x.npy: ");
    }
  }

  @Test
  void truncatedValuesAreCounted() {
    byte[] whole = Golden.bytes("numpy/vector.npy");

    assertRefused(
        Arrays.copyOf(whole, whole.length - 3),
        "truncated: int64 [7] needs 56 bytes of values, 53 are there");
  }

  @Test
  void dataAfterTheArrayIsRefused() {
    byte[] whole = Golden.bytes("numpy/vector.npy");

    assertRefused(Arrays.copyOf(whole, whole.length + 1), "more data follows the array int64 [7]");
  }

  @Test
  void shapeThatClaimsGigabytesIsRefusedForWhatIsThere() {
    assertRefused(
        file("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,), }"),
        "needs 16000000000 bytes of values, 0 are there");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(65536, 65536)",
        "(2147483647,)",
        "(2147483647, 2147483647, 2147483647)",
        "(2147483647, 2147483647, 2147483647, 0)",
      })
  void shapeBeyondOneArrayIsRefused(String shape) {
    assertRefused(
        file("{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }"),
        "has more elements than one Java array holds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "''; needs '{'",
        "[]; needs '{'",
        "{}; needs 'descr', 'fortran_order' and 'shape'",
        "{'descr': '<f4', 'fortran_order': False}; needs 'descr', 'fortran_order' and 'shape'",
        "{'descr': '<f4', 'descr': '<f4', 'shape': ()}; holds 'descr' twice",
        "{'descr': '<f4', 'order': False}; knows no key 'order'",
        "{'descr': '<f4; needs a quoted word",
        "{'descr': <f4}; needs a quoted word",
        "{'descr' '<f4'}; needs ':'",
        "{'descr': '<f4' 'shape': ()}; needs ',' or '}'",
        "{'fortran_order': maybe}; True or False",
        "{'shape': (-1,)}; has '-1'",
        "{'shape': (9999999999,)}; has '9999999999'",
        "{'shape': (1 2)}; needs ',' or ')'",
        "{'shape': 3}; needs '('",
        "{'shape': (3,; has ''",
        "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x; after its closing",
      })
  void damagedHeadersAreRefusedWithThePlace(String header, String reason) {
    String text = header.equals("''") ? "" : header;

    assertRefused(file(text), "damaged header: ", reason);
  }

  @Test
  void keysMayStandInAnyOrderAndQuotes() throws IOException {
    NumpyArray array =
        read(file("{\"shape\": (0,3), \"fortran_order\": False, \"descr\": \"<f4\"}"));

    assertThat(array.shape()).isEqualTo(Shape.of(0, 3));
  }

  @Test
  void headerOfGigabytesIsRefusedUnread() {
    byte[] start = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1};

    assertRefused(start, "header of 4294967295 bytes; supported are up to 1048576");
  }

  @Test
  void unknownVersionIsRefused() {
    byte[] file = Golden.bytes("numpy/vector.npy");
    file[6] = 4;

    assertRefused(file, ".npy version 4.0; supported are 1.0, 2.0, 3.0");
  }

  @Test
  void foreignFilesAreRefusedByTheirFirstBytes() {
    assertRefused("hello".getBytes(StandardCharsets.UTF_8), "not a .npy file", "68 65 6c 6c 6f");
    assertRefused(Golden.bytes("numpy/stored.npz"), "not a .npy file", "looks like an .npz");
    assertRefused(new byte[0], "not a .npy file: it is empty");
  }

  @Test
  void rankBeyondNumpysIsNotWritten() {
    int[] sizes = new int[65];
    Arrays.fill(sizes, 1);
    NumpyArray array = NumpyArray.of(Shape.of(sizes), new float[1]);

    assertThatThrownBy(() -> NpyFormat.write(new ByteArrayOutputStream(), array))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rank 64");
  }

  private static void assertRefused(byte[] file, String... reasons) {
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(NumpyFormatException.class)
        .hasMessageStartingWith("x.npy: ")
        .hasMessageContainingAll(reasons);
  }

  private static NumpyArray read(byte[] file) throws IOException {
    return NpyFormat.read(new ByteArrayInputStream(file), "x.npy");
  }

  /** A version 1.0 file of this header and no values. */
  private static byte[] file(String header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(NpyFormat.MAGIC);
    out.writeBytes(new byte[] {1, 0, (byte) header.length(), (byte) (header.length() >> 8)});
    out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
    return out.toByteArray();
  }
}
