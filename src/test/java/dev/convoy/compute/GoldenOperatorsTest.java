package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertClose;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.tolerance;
import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenOperatorsTest {
  private static final MicroKernels KERNELS = Kernels.named(KernelsUnderTest.name());

  static List<GoldenOperators.Case> convolutions() {
    return GoldenOperators.named("conv");
  }

  static List<GoldenOperators.Case> maxPools() {
    return GoldenOperators.named("maxpool");
  }

  static List<GoldenOperators.Case> averagePools() {
    return GoldenOperators.named("avgpool");
  }

  @Test
  void thereAreCasesOfEveryKind() {
    assertThat(convolutions()).hasSize(12);
    assertThat(maxPools()).hasSize(3);
    assertThat(averagePools()).hasSize(3);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolutionAgreesWithPyTorch(GoldenOperators.Case golden) {
    ConvGeometry g = golden.convGeometry();
    float[] x = golden.floats("x");
    float[] w = golden.floats("w");
    float[] y = filledWithNaN(g.outputShape().count());
    Conv2d.forward(g, x, Conv2d.pack(g, w, KERNELS), golden.floats("b"), y, new Workspace(KERNELS));
    double tolerance = tolerance((long) g.window().taps() * g.groupInC(), x, w);
    assertClose("y", y, golden.doubles("y"), tolerance);
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void gradientsOfConvolutionAgreeWithPyTorch(GoldenOperators.Case golden) {
    ConvGeometry g = golden.convGeometry();
    float[] x = golden.floats("x");
    float[] w = golden.floats("w");
    float[] dy = golden.floats("dy");
    Workspace ws = new Workspace(KERNELS);
    int pixels = g.input().n() * g.outH() * g.outW();

    float[] dx = filledWithNaN(x.length);
    Conv2d.gradInput(g, dy, Conv2d.packTurned(g, w, KERNELS), dx, ws);
    long taps = (long) g.window().taps() * g.groupOutC();
    assertClose("dx", dx, golden.doubles("dx"), tolerance(taps, dy, w));

    float[] dw = new float[w.length];
    Conv2d.addGradWeights(g, x, dy, dw, 0, ws);
    assertClose("dw", dw, golden.doubles("dw"), tolerance(pixels, x, dy));

    float[] db = new float[g.outC()];
    Conv2d.addGradBias(g, dy, db, 0);
    assertClose("db", db, golden.doubles("db"), tolerance(pixels, dy, new float[0]));
  }

  @ParameterizedTest
  @MethodSource("maxPools")
  void maxPoolAgreesWithPyTorch(GoldenOperators.Case golden) {
    PoolGeometry g = golden.poolGeometry();
    float[] x = golden.floats("x");
    float[] y = filledWithNaN(g.outputShape().count());
    MaxPool2d.forward(g, x, y, new Workspace(KERNELS));
    assertClose("y", y, golden.doubles("y"), tolerance(1, x, new float[0]));
  }

  /** Of equal values PyTorch chooses the first. */
  @ParameterizedTest
  @MethodSource("maxPools")
  void gradientOfMaxPoolAgreesWithPyTorch(GoldenOperators.Case golden) {
    PoolGeometry g = golden.poolGeometry();
    float[] x = golden.floats("x");
    float[] dy = golden.floats("dy");
    float[] y = filledWithNaN(g.outputShape().count());
    MaxPool2d.forward(g, x, y, new Workspace(KERNELS));
    byte[] winners = Pool2dBackwardTest.winners(g, MaxPool2d.Ties.FIRST, x, y);
    float[] dx = filledWithNaN(x.length);
    MaxPool2d.gradInput(g, MaxPool2d.Ties.FIRST, winners, dy, dx);
    double tolerance = tolerance(g.window().taps(), dy, new float[0]);
    assertClose("dx", dx, golden.doubles("dx"), tolerance);
  }

  @ParameterizedTest
  @MethodSource("averagePools")
  void averagePoolAgreesWithPyTorch(GoldenOperators.Case golden) {
    PoolGeometry g = golden.poolGeometry();
    float[] x = golden.floats("x");
    float[] y = filledWithNaN(g.outputShape().count());
    AveragePool2d.forward(g, divisor(golden), x, y, new Workspace(KERNELS));
    assertClose("y", y, golden.doubles("y"), tolerance(g.window().taps(), x, new float[0]));
  }

  @ParameterizedTest
  @MethodSource("averagePools")
  void gradientOfAveragePoolAgreesWithPyTorch(GoldenOperators.Case golden) {
    PoolGeometry g = golden.poolGeometry();
    float[] dy = golden.floats("dy");
    float[] dx = filledWithNaN(g.input().count());
    AveragePool2d.gradInput(g, divisor(golden), dy, dx);
    assertClose("dx", dx, golden.doubles("dx"), tolerance(g.window().taps(), dy, new float[0]));
  }

  private static AveragePool2d.Divisor divisor(GoldenOperators.Case golden) {
    return golden.sizes().path("countIncludesPad").asBoolean()
        ? AveragePool2d.Divisor.IMAGE_AND_PADDING
        : AveragePool2d.Divisor.IMAGE_ONLY;
  }
}
