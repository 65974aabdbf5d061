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
  @MethodSource("maxPools")
  void maxPoolAgreesWithPyTorch(GoldenOperators.Case golden) {
    PoolGeometry g = golden.poolGeometry();
    float[] x = golden.floats("x");
    float[] y = filledWithNaN(g.outputShape().count());
    MaxPool2d.forward(g, x, y);
    assertClose("y", y, golden.doubles("y"), tolerance(1, x, new float[0]));
  }

  @ParameterizedTest
  @MethodSource("averagePools")
  void averagePoolAgreesWithPyTorch(GoldenOperators.Case golden) {
    PoolGeometry g = golden.poolGeometry();
    boolean counted = golden.sizes().path("countIncludesPad").asBoolean();
    float[] x = golden.floats("x");
    float[] y = filledWithNaN(g.outputShape().count());
    AveragePool2d.forward(
        g,
        counted ? AveragePool2d.Divisor.IMAGE_AND_PADDING : AveragePool2d.Divisor.IMAGE_ONLY,
        x,
        y);
    assertClose("y", y, golden.doubles("y"), tolerance(g.window().taps(), x, new float[0]));
  }
}
