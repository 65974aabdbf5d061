package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertSet;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.part;
import static dev.convoy.compute.Arrays32.random;
import static dev.convoy.compute.Arrays32.tolerance;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static dev.convoy.compute.ConvGeometries.conv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.reference.Conv2dReference;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Backward; forward is tested as a convolution of one pixel in {@link Conv2dTest}. */
class DenseTest {
  private static final long SEED = 17;
  private static final MicroKernels KERNELS = Kernels.named(KernelsUnderTest.name());

  /** Sizes of a batch: 1, one-off a tile, and more than one run of the depth. */
  private record Sizes(int n, int inFeatures, int outFeatures) {
    /** Dense is a convolution of one pixel. */
    ConvTensors random() {
      return ConvTensors.random(
          conv(n, 1, 1, inFeatures, outFeatures, 1, 1, Padding.NONE, 1), SEED);
    }
  }

  static List<Sizes> sizes() {
    return List.of(
        new Sizes(1, 1, 1),
        new Sizes(1, 259, 35),
        new Sizes(2, 31, 33),
        new Sizes(3, 33, 300),
        new Sizes(5, 16, 15),
        new Sizes(7, 65, 32),
        new Sizes(13, 32, 17),
        new Sizes(257, 3, 10));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void gradientsAgreeWithReference(Sizes s) {
    ConvTensors t = s.random();
    Conv2dReference.Gradients expected = t.reference();
    float[] x = withNaNBehind(t.x());
    float[] gradOutput = withNaNBehind(t.gradOutput());
    Workspace ws = Workspaces.filledWithNaN(KERNELS);

    float[] gradInput = withNaNBehind(filledWithNaN(t.x().length));
    PackedFilters turned = Dense.packTurned(s.inFeatures(), s.outFeatures(), t.w(), KERNELS);
    Dense.gradInput(s.n(), s.inFeatures(), s.outFeatures(), gradOutput, turned, gradInput, ws);
    double inputTolerance = tolerance(s.outFeatures(), t.gradOutput(), t.w());
    assertSet("gradInput", gradInput, expected.dx().values(), inputTolerance);

    AddedTo weights = AddedTo.noise(t.w().length, new Random(SEED));
    Dense.addGradWeights(
        s.n(), s.inFeatures(), s.outFeatures(), x, gradOutput, weights.array(), weights.at(), ws);
    double weightTolerance = tolerance(s.n() + 1, t.x(), t.gradOutput());
    weights.assertAdded("gradWeights", expected.dw().values(), weightTolerance);

    AddedTo bias = AddedTo.noise(s.outFeatures(), new Random(SEED));
    Dense.addGradBias(s.n(), s.outFeatures(), gradOutput, bias.array(), bias.at());
    double biasTolerance = tolerance(s.n() + 1, t.gradOutput(), new float[0]);
    bias.assertAdded("gradBias", expected.db().values(), biasTolerance);
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void bothKernelsGiveTheSameBits(Sizes s) {
    ConvTensors t = s.random();
    MicroKernels vector = Kernels.named("vector");
    MicroKernels scalar = Kernels.named("scalar");
    assertThat(gradInput(s, t, s.n(), vector)).isEqualTo(gradInput(s, t, s.n(), scalar));
    assertThat(addGradWeights(s, t, s.n(), weightNoise(s), vector))
        .isEqualTo(addGradWeights(s, t, s.n(), weightNoise(s), scalar));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void aBatchGivesTheBitsOfItsVectorsOneByOne(Sizes s) {
    ConvTensors t = s.random();
    float[] gradInput = gradInput(s, t, s.n(), KERNELS);
    float[] gradWeights = weightNoise(s);
    float[] gradBias = random(s.outFeatures(), new Random(SEED));
    for (int n = 0; n < s.n(); n++) {
      ConvTensors one = t.image(n);
      assertThat(gradInput(s, one, 1, KERNELS)).isEqualTo(part(n, s.n(), gradInput));
      addGradWeights(s, one, 1, gradWeights, KERNELS);
      Dense.addGradBias(1, s.outFeatures(), one.gradOutput(), gradBias, 0);
    }
    assertThat(addGradWeights(s, t, s.n(), weightNoise(s), KERNELS)).isEqualTo(gradWeights);
    float[] whole = random(s.outFeatures(), new Random(SEED));
    Dense.addGradBias(s.n(), s.outFeatures(), t.gradOutput(), whole, 0);
    assertThat(whole).isEqualTo(gradBias);
  }

  private static float[] gradInput(Sizes s, ConvTensors t, int n, MicroKernels kernels) {
    float[] gradInput = filledWithNaN(t.x().length);
    PackedFilters turned = Dense.packTurned(s.inFeatures(), s.outFeatures(), t.w(), kernels);
    Dense.gradInput(
        n,
        s.inFeatures(),
        s.outFeatures(),
        t.gradOutput(),
        turned,
        gradInput,
        new Workspace(kernels));
    return gradInput;
  }

  private static float[] addGradWeights(
      Sizes s, ConvTensors t, int n, float[] sum, MicroKernels kernels) {
    Dense.addGradWeights(
        n, s.inFeatures(), s.outFeatures(), t.x(), t.gradOutput(), sum, 0, new Workspace(kernels));
    return sum;
  }

  /** The same at every call. */
  private static float[] weightNoise(Sizes s) {
    return random((long) s.inFeatures() * s.outFeatures(), new Random(SEED));
  }

  @Test
  void whatDoesNotFitIsNamedAtTheDoor() {
    Workspace ws = new Workspace(KERNELS);
    PackedFilters turned = Dense.packTurned(2, 3, new float[6], KERNELS);
    PackedFilters forward = Dense.pack(2, 3, new float[6], KERNELS);
    float[] x = new float[8];
    float[] gradOutput = new float[12];
    assertThatThrownBy(() -> Dense.packTurned(2, 3, new float[5], KERNELS))
        .hasMessage("dense w: array has 5 elements, needs 6");
    assertThatThrownBy(() -> Dense.gradInput(4, 2, 3, new float[11], turned, x, ws))
        .hasMessage("dense gradOutput: array has 11 elements, needs 12");
    assertThatThrownBy(() -> Dense.gradInput(4, 2, 3, gradOutput, turned, new float[7], ws))
        .hasMessage("dense gradInput: array has 7 elements, needs 8");
    assertThatThrownBy(() -> Dense.gradInput(4, 2, 3, gradOutput, forward, x, ws))
        .hasMessage("dense w: packed filters are 2 x 3, needs 3 x 2");
    assertThatThrownBy(
            () -> Dense.addGradWeights(4, 2, 3, new float[7], gradOutput, new float[6], 0, ws))
        .hasMessage("dense x: array has 7 elements, needs 8");
    assertThatThrownBy(() -> Dense.addGradWeights(4, 2, 3, x, new float[11], new float[6], 0, ws))
        .hasMessage("dense gradOutput: array has 11 elements, needs 12");
    assertThatThrownBy(() -> Dense.addGradWeights(4, 2, 3, x, gradOutput, new float[6], 1, ws))
        .hasMessage("dense gradWeights: array has 6 elements, needs 7");
    assertThatThrownBy(() -> Dense.addGradBias(4, 3, new float[11], new float[3], 0))
        .hasMessage("dense gradOutput: array has 11 elements, needs 12");
    assertThatThrownBy(() -> Dense.addGradBias(4, 3, gradOutput, new float[3], 1))
        .hasMessage("dense gradBias: array has 3 elements, needs 4");
  }
}
