package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.assertSet;
import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.part;
import static dev.convoy.compute.Arrays32.tolerance;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static dev.convoy.compute.ConvGeometries.conv;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.micro.ArithmeticKernels;
import dev.convoy.compute.micro.ChannelKernels;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MatrixA;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.compute.micro.PointwiseKernels;
import dev.convoy.compute.micro.WinogradTransforms;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Conv2dBackwardTest {
  private static final String HOSTILE = "dev.convoy.compute.ConvGeometries#hostile";
  private static final long SEED = 13;
  private static final MicroKernels KERNELS = Kernels.named(KernelsUnderTest.name());

  @ParameterizedTest
  @MethodSource(HOSTILE)
  void gradInputAgreesWithReference(ConvGeometry g) {
    ConvTensors t = ConvTensors.random(g, SEED);
    float[] gradOutput = withNaNBehind(t.gradOutput());
    float[] gradInput = withNaNBehind(filledWithNaN(t.x().length));
    PackedFilters turned = Conv2d.packTurned(g, t.w(), KERNELS);
    Conv2d.gradInput(g, gradOutput, turned, gradInput, Workspaces.filledWithNaN(KERNELS));
    long terms = (long) g.window().taps() * g.groupOutC();
    double tolerance = tolerance(terms, t.gradOutput(), t.w());
    assertSet(g.toString(), gradInput, t.reference().dx().values(), tolerance);
  }

  @ParameterizedTest
  @MethodSource(HOSTILE)
  void gradWeightsAreAddedAsInReference(ConvGeometry g) {
    ConvTensors t = ConvTensors.random(g, SEED);
    float[] x = withNaNBehind(t.x());
    float[] gradOutput = withNaNBehind(t.gradOutput());
    AddedTo sum = AddedTo.noise(g.weightShape().count(), new Random(SEED));
    Workspace ws = Workspaces.filledWithNaN(KERNELS);
    Conv2d.addGradWeights(g, x, gradOutput, sum.array(), sum.at(), ws);
    double tolerance = tolerance(pixels(g) + 1, t.x(), t.gradOutput());
    sum.assertAdded(g.toString(), t.reference().dw().values(), tolerance);
  }

  @ParameterizedTest
  @MethodSource(HOSTILE)
  void gradBiasIsAddedAsInReference(ConvGeometry g) {
    ConvTensors t = ConvTensors.random(g, SEED);
    AddedTo sum = AddedTo.noise(g.outC(), new Random(SEED));
    Conv2d.addGradBias(g, withNaNBehind(t.gradOutput()), sum.array(), sum.at());
    double tolerance = tolerance(pixels(g) + 1, t.gradOutput(), new float[0]);
    sum.assertAdded(g.toString(), t.reference().db().values(), tolerance);
  }

  private static long pixels(ConvGeometry g) {
    return (long) g.input().n() * g.outH() * g.outW();
  }

  @ParameterizedTest
  @MethodSource(HOSTILE)
  void bothKernelsGiveTheSameBits(ConvGeometry g) {
    ConvTensors t = ConvTensors.random(g, SEED);
    MicroKernels vector = Kernels.named("vector");
    MicroKernels scalar = Kernels.named("scalar");
    assertThat(t.gradInput(vector, new Workspace(vector)))
        .isEqualTo(t.gradInput(scalar, new Workspace(scalar)));
    assertThat(t.addGradWeights(weightNoise(g), new Workspace(vector)))
        .isEqualTo(t.addGradWeights(weightNoise(g), new Workspace(scalar)));
  }

  @ParameterizedTest
  @MethodSource(HOSTILE)
  void aBatchGivesTheBitsOfItsImagesOneByOne(ConvGeometry g) {
    ConvTensors t = ConvTensors.random(g, SEED);
    Workspace ws = new Workspace(KERNELS);
    float[] gradInput = t.gradInput(KERNELS, ws);
    float[] gradWeights = weightNoise(g);
    float[] gradBias = biasNoise(g);
    for (int n = 0; n < g.input().n(); n++) {
      ConvTensors image = t.image(n);
      assertThat(image.gradInput(KERNELS, ws))
          .as("image %s", n)
          .isEqualTo(part(n, g.input().n(), gradInput));
      image.addGradWeights(gradWeights, ws);
      image.addGradBias(gradBias);
    }
    if (!g.isWinograd()) { // which adds up the images of a call in one sum
      assertThat(t.addGradWeights(weightNoise(g), ws)).isEqualTo(gradWeights);
    }
    assertThat(t.addGradBias(biasNoise(g))).isEqualTo(gradBias);
  }

  /** The same at every call. */
  private static float[] weightNoise(ConvGeometry g) {
    return Arrays32.random(g.weightShape().count(), new Random(SEED));
  }

  private static float[] biasNoise(ConvGeometry g) {
    return Arrays32.random(g.outC(), new Random(SEED));
  }

  @Test
  void aWorkspaceMayServeOneLayerAfterTheOther() {
    Workspace shared = new Workspace(KERNELS);
    for (ConvGeometry g : ConvGeometries.hostile()) {
      ConvTensors t = ConvTensors.random(g, SEED);
      assertThat(t.gradInput(KERNELS, shared))
          .as("%s", g)
          .isEqualTo(t.gradInput(KERNELS, new Workspace(KERNELS)));
      assertThat(t.addGradWeights(weightNoise(g), shared))
          .as("%s", g)
          .isEqualTo(t.addGradWeights(weightNoise(g), new Workspace(KERNELS)));
    }
  }

  /** A list that lost one of these would test less than it says. */
  @Test
  void theGeometriesTakeEveryWay() {
    assertThat(ConvGeometries.hostile())
        .anyMatch(g -> g.hasTurned() && g.groups() == 1 && !g.turned().pad().isNone())
        .anyMatch(g -> g.hasTurned() && g.turned().pad().isNone() && !g.pad().isNone())
        .anyMatch(g -> g.hasTurned() && !g.isDepthwise() && g.turned().isDepthwise())
        .anyMatch(g -> !g.hasTurned() && g.window().strideH() == 1 && g.window().strideW() == 1)
        .anyMatch(g -> !g.hasTurned() && g.window().strideH() > 1 && g.groups() > 1)
        .anyMatch(g -> !g.hasTurned() && g.groupOutC() > 256)
        .anyMatch(g -> g.isPointwise() && g.outH() * g.outW() > 256)
        .anyMatch(g -> g.isDepthwise() && g.groupOutC() == 1)
        .anyMatch(g -> g.isDepthwise() && g.groupOutC() == 2)
        .anyMatch(g -> g.isDepthwise() && g.groupOutC() == 3)
        .anyMatch(g -> g.outW() == 1 && g.outH() > 1)
        .anyMatch(g -> g.isWinograd())
        .anyMatch(g -> g.outW() > KERNELS.mr() && g.outC() >= KERNELS.lanes());
  }

  @Test
  void shortArraysAreNamedAtTheDoor() {
    ConvGeometry g = conv(2, 4, 4, 2, 3, 3, 1, Padding.NONE, 1);
    PackedFilters turned = Conv2d.packTurned(g, new float[54], KERNELS);
    Workspace ws = new Workspace(KERNELS);
    float[] x = new float[64];
    float[] gradOutput = new float[24];
    assertThatThrownBy(() -> Conv2d.packTurned(g, new float[53], KERNELS))
        .hasMessage("conv w: array has 53 elements, needs 54");
    assertThatThrownBy(() -> Conv2d.gradInput(g, new float[23], turned, x, ws))
        .hasMessage("conv gradOutput: array has 23 elements, needs 24");
    assertThatThrownBy(() -> Conv2d.gradInput(g, gradOutput, turned, new float[63], ws))
        .hasMessage("conv gradInput: array has 63 elements, needs 64");
    assertThatThrownBy(
            () -> Conv2d.addGradWeights(g, new float[63], gradOutput, new float[54], 0, ws))
        .hasMessage("conv x: array has 63 elements, needs 64");
    assertThatThrownBy(() -> Conv2d.addGradWeights(g, x, new float[23], new float[54], 0, ws))
        .hasMessage("conv gradOutput: array has 23 elements, needs 24");
    assertThatThrownBy(() -> Conv2d.addGradWeights(g, x, gradOutput, new float[60], 7, ws))
        .hasMessage("conv gradWeights: array has 60 elements, needs 61");
    assertThatThrownBy(() -> Conv2d.addGradBias(g, new float[23], new float[3], 0))
        .hasMessage("conv gradOutput: array has 23 elements, needs 24");
    assertThatThrownBy(() -> Conv2d.addGradBias(g, gradOutput, new float[9], 7))
        .hasMessage("conv gradBias: array has 9 elements, needs 10");
    assertThatCode(
            () -> {
              Conv2d.gradInput(g, gradOutput, turned, x, ws);
              Conv2d.addGradWeights(g, x, gradOutput, new float[61], 7, ws);
              Conv2d.addGradBias(g, gradOutput, new float[10], 7);
            })
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @MethodSource(HOSTILE)
  void filtersOfAnotherSizeAreRefused(ConvGeometry g) {
    int inC = 2 * g.input().c();
    ConvGeometry wider = conv(1, 4, 4, inC, g.outC(), 1, 1, Padding.NONE, g.groups());
    float[] w = new float[wider.weightShape().length()];
    PackedFilters others = Conv2d.packTurned(wider, w, KERNELS);
    ConvTensors t = ConvTensors.random(g, SEED);
    assertThatThrownBy(
            () -> Conv2d.gradInput(g, t.gradOutput(), others, t.x(), new Workspace(KERNELS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("conv w: packed filters are ")
        .hasMessageContaining(", needs ");
  }

  @Test
  void filtersPackedForForwardAreRefusedWhereTheirSizeTells() {
    ConvGeometry g = conv(1, 4, 4, 2, 3, 3, 1, Padding.NONE, 1);
    PackedFilters forward = Conv2d.pack(g, new float[54], KERNELS);
    Workspace ws = new Workspace(KERNELS);
    assertThatThrownBy(() -> Conv2d.gradInput(g, new float[12], forward, new float[32], ws))
        .hasMessage("conv w: packed filters are 18 x 3, needs 27 x 2");
    ConvGeometry strided = conv(1, 4, 4, 2, 3, 3, 2, Padding.all(1), 1);
    assertThatThrownBy(() -> Conv2d.gradInput(strided, new float[12], forward, new float[32], ws))
        .hasMessage("conv w: packed filters are 18 x 3, needs 27 x 2");
  }

  @Test
  void filtersPackedForFewerGroupsAreRefused() {
    ConvGeometry two = conv(1, 4, 4, 4, 6, 3, 2, Padding.NONE, 2);
    ConvGeometry three = conv(1, 4, 4, 6, 9, 3, 2, Padding.NONE, 3);
    PackedFilters turned = Conv2d.packTurned(two, new float[108], KERNELS);
    Workspace ws = new Workspace(KERNELS);
    assertThatThrownBy(() -> Conv2d.gradInput(three, new float[9], turned, new float[96], ws))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("conv w: packed filters are of 2 groups, needs 3");
    PackedFilters packed = Conv2d.pack(two, new float[108], KERNELS);
    assertThatThrownBy(
            () -> Conv2d.forward(three, new float[96], packed, new float[0], new float[9], ws))
        .hasMessage("conv w: packed filters are of 2 groups, needs 3");
  }

  @Test
  void filtersPackedForOtherKernelsAreRefused() {
    for (int stride : new int[] {1, 2}) {
      ConvGeometry g = conv(1, 4, 4, 2, 3, 3, stride, Padding.all(1), 1);
      PackedFilters turned = Conv2d.packTurned(g, new float[54], new SevenColumns());
      assertThatThrownBy(
              () ->
                  Conv2d.gradInput(g, new float[48], turned, new float[32], new Workspace(KERNELS)))
          .hasMessage(
              "conv w: filters packed for panels of 7 columns, the kernels take " + KERNELS.nr());
    }
  }

  /** Kernels of a width that no machine has. */
  private static final class SevenColumns implements MicroKernels {
    @Override
    public int mr() {
      return 1;
    }

    @Override
    public int nr() {
      return 7;
    }

    @Override
    public int lanes() {
      return 7;
    }

    @Override
    public void gemmTile(
        MatrixA a,
        int row,
        int rows,
        int depth,
        int kc,
        float[] b,
        int bAt,
        int columns,
        float[] from,
        int fromAt,
        int ldFrom,
        float[] c,
        int cAt,
        int ldc) {
      throw new AssertionError("filters are packed without it");
    }

    @Override
    public WinogradTransforms winograd() {
      throw new AssertionError("filters are packed without it");
    }

    @Override
    public ChannelKernels channels() {
      throw new AssertionError("filters are packed without it");
    }

    @Override
    public PointwiseKernels pointwise() {
      throw new AssertionError("filters are packed without it");
    }

    @Override
    public ArithmeticKernels arithmetic() {
      throw new AssertionError("filters are packed without it");
    }

    @Override
    public String describe() {
      return "seven columns";
    }
  }
}
