package dev.convoy.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BitPackingTest {
  private static final long SEED = 23;
  private static final byte NOISE = 0x5a;

  static IntStream widths() {
    return IntStream.rangeClosed(0, 24);
  }

  /** Counts around a byte's eight bits, from any byte on, in bytes full of noise. */
  @ParameterizedTest
  @MethodSource("widths")
  void whatIsWrittenIsRead(int bits) {
    Random random = new Random(SEED);
    for (int count : new int[] {1, 2, 3, 7, 8, 9, 61}) {
      for (int at : new int[] {0, 1, 5}) {
        int[] codes = random.ints(count, 0, 1 << bits).toArray();
        codes[0] = (1 << bits) - 1;
        int bytes = BitPacking.byteCount(count, bits);
        byte[] packed = noise(at + bytes + 2);
        write(codes, bits, packed, at);
        assertThat(read(count, bits, packed, at)).isEqualTo(codes);
        assertThat(Arrays.copyOf(packed, at)).isEqualTo(noise(at));
        assertThat(Arrays.copyOfRange(packed, at + bytes, packed.length)).isEqualTo(noise(2));
      }
    }
  }

  @Test
  void codesOfSeveralWidthsMayFollowEachOther() {
    Random random = new Random(SEED);
    int[] widths = random.ints(200, 0, 25).toArray();
    int[] codes = Arrays.stream(widths).map(bits -> random.nextInt(1 << bits)).toArray();
    byte[] packed = noise(200 * 3);
    BitPacking.Writer writer = new BitPacking.Writer(packed, 0);
    for (int i = 0; i < codes.length; i++) {
      writer.write(codes[i], widths[i]);
    }
    writer.flush();
    BitPacking.Reader reader = new BitPacking.Reader(packed, 0);
    for (int i = 0; i < codes.length; i++) {
      assertThat(reader.read(widths[i])).as("code %s, %s bits", i, widths[i]).isEqualTo(codes[i]);
    }
  }

  /** Stored caches are read again by later versions, so the order of the bits stays. */
  @Test
  void theFirstCodeLiesInTheLowestBits() {
    byte[] packed = new byte[2];
    write(new int[] {1, 2, 7, 0b101}, 3, packed, 0);
    assertThat(packed).isEqualTo(new byte[] {(byte) 0b11_010_001, 0b0000_1011});
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 1", "3, 2", "4, 2", "5, 3", "9, 4", "49, 6", "64, 6", "65, 7"})
  void asManyBitsAsTellTheCodesApart(int codes, int bits) {
    assertThat(BitPacking.bitsFor(codes)).isEqualTo(bits);
  }

  @ParameterizedTest
  @CsvSource({"0, 7, 0", "1, 1, 1", "8, 1, 1", "9, 1, 2", "3, 24, 9", "100, 0, 0", "5, 3, 2"})
  void theLastByteMayBePartlyFull(long count, int bits, int bytes) {
    assertThat(BitPacking.byteCount(count, bits)).isEqualTo(bytes);
  }

  @Test
  void whatIsTooLargeIsNamed() {
    assertThat(BitPacking.bitsFor(1 << 24)).isEqualTo(24);
    assertThatThrownBy(() -> BitPacking.bitsFor((1 << 24) + 1))
        .hasMessage("16777217 codes need 25 bits, at most 24 fit");
    assertThatThrownBy(() -> BitPacking.byteCount(1L << 31, 8))
        .hasMessage("2147483648 codes of 8 bits exceed one array");
  }

  private static void write(int[] codes, int bits, byte[] packed, int at) {
    BitPacking.Writer writer = new BitPacking.Writer(packed, at);
    for (int code : codes) {
      writer.write(code, bits);
    }
    writer.flush();
  }

  private static int[] read(int count, int bits, byte[] packed, int at) {
    BitPacking.Reader reader = new BitPacking.Reader(packed, at);
    return IntStream.range(0, count).map(i -> reader.read(bits)).toArray();
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, NOISE);
    return bytes;
  }
}
