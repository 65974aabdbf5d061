package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertClose;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.tolerance;
import static dev.convoy.compute.Arrays32.widened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.reference.Conv2dReference;
import dev.convoy.reference.NdArray;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Conv2dTest {
  private static final long SEED = 3;
  private static final MicroKernels KERNELS = Kernels.named(KernelsUnderTest.name());

  static List<ConvGeometry> hostileGeometries() {
    return List.of(
        conv(1, 1, 1, 1, 1, 1, 1, Padding.NONE, 1),
        conv(3, 5, 7, 2, 3, 3, 2, Padding.all(1), 1),
        conv(2, 9, 8, 13, 31, 3, 1, Padding.all(1), 1),
        conv(1, 6, 6, 33, 65, 1, 1, Padding.NONE, 1),
        conv(2, 4, 5, 7, 32, 1, 2, Padding.NONE, 1),
        conv(1, 3, 3, 3, 5, 3, 1, Padding.NONE, 1),
        conv(1, 4, 3, 3, 5, 2, 3, new Padding(0, 3, 2, 1), 1),
        conv(2, 7, 13, 300, 4, 3, 1, Padding.all(1), 1),
        conv(2, 5, 5, 6, 12, 3, 1, Padding.all(1), 3),
        conv(1, 5, 4, 12, 6, 2, 1, Padding.NONE, 2),
        conv(2, 6, 7, 17, 17, 3, 1, Padding.all(1), 17),
        conv(1, 6, 7, 5, 15, 3, 2, new Padding(1, 0, 0, 2), 5),
        new ConvGeometry(
            Shape.of(2, 11, 9, 5), 7, new Window(3, 2, 1, 2, 2, 3), new Padding(2, 1, 0, 3), 1),
        new ConvGeometry(Shape.of(1, 9, 9, 8), 8, new Window(3, 3, 2, 1, 1, 2), Padding.all(2), 8));
  }

  private static ConvGeometry conv(
      int n, int h, int w, int inC, int outC, int filter, int stride, Padding pad, int groups) {
    return new ConvGeometry(
        Shape.of(n, h, w, inC), outC, Window.square(filter, stride), pad, groups);
  }

  @ParameterizedTest
  @MethodSource("hostileGeometries")
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
  @MethodSource("hostileGeometries")
  void bothKernelsGiveTheSameBits(ConvGeometry g) {
    Random random = new Random(SEED);
    float[] x = random(g.input().count(), random);
    float[] w = random(g.weightShape().count(), random);
    float[] bias = random(g.outC(), random);
    assertThat(forward(g, x, w, bias, Kernels.named("vector")))
        .isEqualTo(forward(g, x, w, bias, Kernels.named("scalar")));
  }

  @ParameterizedTest
  @MethodSource("hostileGeometries")
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
    for (ConvGeometry g : hostileGeometries()) {
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
    Window window = g.window();
    Padding pad = g.pad();
    return new Conv2dReference(
            new int[] {window.strideH(), window.strideW()},
            new int[] {pad.top(), pad.bottom(), pad.left(), pad.right()},
            new int[] {window.dilationH(), window.dilationW()},
            g.groups())
        .forward(
            new NdArray(g.input(), widened(x)),
            new NdArray(g.weightShape(), widened(w)),
            new NdArray(Shape.of(g.outC()), widened(bias)))
        .values();
  }
}
