package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertClose;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.tolerance;
import static dev.convoy.compute.Arrays32.widened;
import static dev.convoy.compute.ConvGeometries.conv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.reference.NdArray;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Conv2dTest {
  private static final long SEED = 3;
  private static final MicroKernels KERNELS = Kernels.named(KernelsUnderTest.name());

  @ParameterizedTest
  @MethodSource("dev.convoy.compute.ConvGeometries#hostile")
  void forwardAgreesWithReference(ConvGeometry g) {
    Random random = new Random(SEED);
    float[] x = random(g.input().count(), random);
    float[] w = random(g.weightShape().count(), random);
    float[] bias = random(g.outC(), random);
    float[] actual = forward(g, x, w, bias, KERNELS);
    double tolerance = tolerance((long) g.window().taps() * g.groupInC(), x, w);
    assertClose(g.toString(), actual, reference(g, x, w, bias), tolerance);
  }

  @ParameterizedTest
  @MethodSource("dev.convoy.compute.ConvGeometries#hostile")
  void bothKernelsGiveTheSameBits(ConvGeometry g) {
    Random random = new Random(SEED);
    float[] x = random(g.input().count(), random);
    float[] w = random(g.weightShape().count(), random);
    float[] bias = random(g.outC(), random);
    assertThat(forward(g, x, w, bias, Kernels.named("vector")))
        .isEqualTo(forward(g, x, w, bias, Kernels.named("scalar")));
  }

  @ParameterizedTest
  @MethodSource("dev.convoy.compute.ConvGeometries#hostile")
  void anImageGetsTheSameBitsInAnyBatch(ConvGeometry g) {
    Random random = new Random(SEED);
    float[] x = random(g.input().count(), random);
    float[] w = random(g.weightShape().count(), random);
    float[] whole = forward(g, x, w, new float[0], KERNELS);
    int imageFloats = x.length / g.input().n();
    int last = g.input().n() - 1;
    float[] image = Arrays.copyOfRange(x, last * imageFloats, x.length);
    float[] alone = forward(g.withBatch(1), image, w, new float[0], KERNELS);
    assertThat(alone)
        .isEqualTo(Arrays.copyOfRange(whole, whole.length - alone.length, whole.length));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 7, 13})
  void denseAgreesWithAConvolutionOfOnePixel(int n) {
    Random random = new Random(SEED);
    int inC = 259;
    int outC = 35;
    float[] x = random((long) n * inC, random);
    float[] w = random((long) inC * outC, random);
    float[] bias = random(outC, random);
    float[] y = filledWithNaN((long) n * outC);
    Dense.forward(
        n, inC, outC, x, Dense.pack(inC, outC, w, KERNELS), bias, y, new Workspace(KERNELS));
    ConvGeometry g = conv(n, 1, 1, inC, outC, 1, 1, Padding.NONE, 1);
    assertClose("dense", y, reference(g, x, w, bias), tolerance(inC, x, w));
  }

  @Test
  void aWorkspaceMayServeOneLayerAfterTheOther() {
    Workspace shared = new Workspace(KERNELS);
    Random random = new Random(SEED);
    for (ConvGeometry g : ConvGeometries.hostile()) {
      float[] x = random(g.input().count(), random);
      float[] w = random(g.weightShape().count(), random);
      float[] y = filledWithNaN(g.outputShape().count());
      Conv2d.forward(g, x, Conv2d.pack(g, w, KERNELS), new float[0], y, shared);
      assertThat(y).isEqualTo(forward(g, x, w, new float[0], KERNELS));
    }
  }

  @Test
  void whatDoesNotFitIsNamedAtTheDoor() {
    ConvGeometry g = conv(1, 4, 4, 2, 3, 3, 1, Padding.NONE, 1);
    PackedFilters w = Conv2d.pack(g, new float[54], KERNELS);
    Workspace ws = new Workspace(KERNELS);
    float[] x = new float[32];
    float[] y = new float[12];
    assertThatThrownBy(() -> Conv2d.forward(g, new float[31], w, new float[0], y, ws))
        .hasMessage("conv x: array has 31 elements, needs 32");
    assertThatThrownBy(() -> Conv2d.forward(g, x, w, new float[2], y, ws))
        .hasMessageContaining("conv bias");
    assertThatThrownBy(() -> Conv2d.pack(g, new float[53], KERNELS))
        .hasMessage("conv w: array has 53 elements, needs 54");
    ConvGeometry other = conv(1, 4, 4, 2, 4, 3, 1, Padding.NONE, 1);
    assertThatThrownBy(() -> Conv2d.forward(other, x, w, new float[0], new float[16], ws))
        .hasMessageContaining("packed filters are 18 x 3, needs 18 x 4");
    assertThatThrownBy(() -> conv(1, 4, 4, 3, 4, 3, 1, Padding.NONE, 2))
        .hasMessageContaining("2 groups must divide the 3 input channels");
    assertThatThrownBy(() -> conv(1, 2, 9, 3, 4, 5, 1, Padding.all(1), 1))
        .hasMessageContaining("filter is 5 pixels high, the padded image only 4 (1 + 2 + 1)");
    assertThatThrownBy(() -> conv(1, 40_000, 40_000, 3, 4, 3, 1, Padding.NONE, 1))
        .hasMessageContaining("exceeds one array");
  }

  private static float[] forward(
      ConvGeometry g, float[] x, float[] w, float[] bias, MicroKernels kernels) {
    float[] y = filledWithNaN(g.outputShape().count());
    Conv2d.forward(g, x, Conv2d.pack(g, w, kernels), bias, y, new Workspace(kernels));
    return y;
  }

  private static double[] reference(ConvGeometry g, float[] x, float[] w, float[] bias) {
    return ConvGeometries.reference(g)
        .forward(
            new NdArray(g.input(), widened(x)),
            new NdArray(g.weightShape(), widened(w)),
            new NdArray(Shape.of(g.outC()), widened(bias)))
        .values();
  }
}
