package dev.convoy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NumpyArrayTest {
  @Test
  void valuesOfItsOwnTypeAreNotCopied() {
    float[] floats = {1, 2};
    byte[] bytes = {1, 2};

    assertThat(NumpyArray.of(Shape.of(2), floats).floats()).isSameAs(floats);
    assertThat(NumpyArray.of(Shape.of(2), floats).toTensor().data()).isSameAs(floats);
    assertThat(NumpyArray.of(Shape.of(2), bytes).bytes()).isSameAs(bytes);
  }

  @Test
  void float64RoundsToTheNearestFloat32() {
    NumpyArray array = NumpyArray.of(Shape.of(3), new double[] {0.1, 1e300, -1e-300});

    assertThat(array.floats()).containsExactly(0.1f, Float.POSITIVE_INFINITY, -0f);
  }

  @Test
  void float32WidensExactly() {
    assertThat(NumpyArray.of(Shape.of(2), new float[] {0.1f, Float.NaN}).doubles())
        .containsExactly(0.1f, Double.NaN);
  }

  @Test
  void uint8IsUnsignedInEveryType() {
    NumpyArray array = NumpyArray.of(Shape.of(3), new byte[] {0, 127, -1});

    assertThat(array.floats()).containsExactly(0, 127, 255);
    assertThat(array.doubles()).containsExactly(0, 127, 255);
    assertThat(array.longs()).containsExactly(0, 127, 255);
  }

  @Test
  void wholeNumbersBecomeFloatsWhileTheyAreExact() {
    NumpyArray array = NumpyArray.of(Shape.of(3), new long[] {-7, 1L << 24, Long.MIN_VALUE});

    assertThat(array.floats()).containsExactly(-7, 0x1p24f, -0x1p63f);
    assertThat(array.doubles()).containsExactly(-7, 0x1p24, -0x1p63);
  }

  @Test
  void wholeNumbersThatWouldChangeAreRefused() {
    assertThatThrownBy(() -> NumpyArray.of(Shape.of(2), new long[] {1, (1 << 24) + 1}).floats())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("int64 [2]", "16777217", "flat index 1", "float32");
    assertThatThrownBy(() -> NumpyArray.of(Shape.of(1), new long[] {Long.MAX_VALUE}).floats())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NumpyArray.of(Shape.of(1), new long[] {Long.MAX_VALUE}).doubles())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("9223372036854775807");
  }

  @Test
  void narrowingIsRefused() {
    NumpyArray floats = NumpyArray.of(Shape.of(1), new float[] {1});
    NumpyArray longs = NumpyArray.of(Shape.of(1), new long[] {1});

    assertThatThrownBy(floats::longs).hasMessageContainingAll("float32 [1]", "int64");
    assertThatThrownBy(floats::bytes).hasMessageContainingAll("float32 [1]", "uint8");
    assertThatThrownBy(longs::bytes).hasMessageContainingAll("int64 [1]", "uint8");
  }

  @Test
  void lengthMustFitTheShape() {
    assertThatThrownBy(() -> NumpyArray.of(Shape.of(2, 3), new double[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("float64 array [2, 3]: needs 6 values, has 5");
  }
}
