package dev.convoy.compute;

import static dev.convoy.compute.Arrays32.filledWithNaN;
import static dev.convoy.compute.Arrays32.withNaNBehind;
import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch's values and gradients, of float64; see README.md beside them. */
class GoldenPointwiseTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden/pointwise");
  private static final double ROUNDING = 0x1p-24;

  private final Workspace ws = Workspaces.underTest();

  private static Map<String, NumpyArray> read(String file) {
    try {
      return NpzFormat.read(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static float alpha(PointwiseFunction function) {
    return switch (function) {
      case CLIP -> -0.75f;
      case ELU -> 1.25f;
      case SELU -> 1.6732632f;
      case CELU -> 0.75f;
      case HARD_SIGMOID -> 0.2f;
      case THRESHOLDED_RELU -> 0.5f;
      case LEAKY -> -0.25f;
      default -> 0f;
    };
  }

  private static float beta(PointwiseFunction function) {
    return switch (function) {
      case CLIP -> 2.5f;
      case SELU -> 1.0507010f;
      case HARD_SIGMOID -> 0.5f;
      default -> 0f;
    };
  }

  /** Of a value, and of what it was computed from: sums cancel. */
  private static void assertClose(String what, float[] actual, double[] expected, double scale) {
    for (int i = 0; i < expected.length; i++) {
      double tolerance = 8 * ROUNDING * (Math.abs(expected[i]) + scale);
      assertThat(Math.abs(actual[i] - expected[i]))
          .as("%s[%s]: found %s, expected %s", what, i, actual[i], expected[i])
          .isLessThanOrEqualTo(tolerance);
    }
    for (int i = expected.length; i < actual.length; i++) {
      assertThat(actual[i]).as("%s, behind it", what).isNaN();
    }
  }

  @ParameterizedTest
  @EnumSource
  void functions(PointwiseFunction function) {
    Map<String, NumpyArray> golden = read("functions.npz");
    boolean positive = function == PointwiseFunction.LOG || function == PointwiseFunction.SQRT;
    float[] x = golden.get(positive ? "positive" : "x").floats();
    int count = x.length;
    float a = alpha(function);
    float b = beta(function);
    float[] y = withNaNBehind(filledWithNaN(count));
    Pointwise.forward(function, a, b, 0, count, x, y, ws);
    assertClose(function + " y", y, golden.get(function + ".y").doubles(), 1);
    float[] dy = golden.get(function + ".dy").floats();
    float[] dx = withNaNBehind(filledWithNaN(count));
    PointwiseGradient.gradInput(function, a, b, count, x, dy, dx, ws);
    assertClose(function + " dx", dx, golden.get(function + ".dx").doubles(), 4);
  }

  @Test
  void logSoftmax() {
    Map<String, NumpyArray> golden = read("log-softmax.npz");
    float[] y = withNaNBehind(filledWithNaN(42));
    LogSoftmax.forward(6, 7, golden.get("x").floats(), y, ws);
    assertClose("y", y, golden.get("y").doubles(), 1);
    float[] dx = withNaNBehind(filledWithNaN(42));
    LogSoftmax.gradInput(6, 7, y, golden.get("dy").floats(), dx, ws);
    assertClose("dx", dx, golden.get("dx").doubles(), 8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "channel", "row", "all"})
  void prelu(String form) {
    Map<String, NumpyArray> golden = read("prelu.npz");
    float[] x = golden.get("x").floats();
    NumpyArray slope = golden.get(form + ".slope");
    Broadcast g = Broadcast.of(golden.get("x").shape(), slope.shape());
    float[] y = withNaNBehind(filledWithNaN(x.length));
    PRelu.forward(g, x, slope.floats(), y, ws);
    assertClose("y", y, golden.get(form + ".y").doubles(), 0);
    float[] dy = golden.get(form + ".dy").floats();
    float[] dx = withNaNBehind(filledWithNaN(x.length));
    PRelu.gradInput(g, x, slope.floats(), dy, dx);
    assertClose("dx", dx, golden.get(form + ".dx").doubles(), 0);
    float[] gradSlope = withNaNBehind(new float[slope.shape().length()]);
    PRelu.addGradSlope(g, x, dy, gradSlope, 0);
    assertClose("dslope", gradSlope, golden.get(form + ".dslope").doubles(), 16);
  }

  @ParameterizedTest
  @CsvSource({"same", "gate", "pixels", "crossed"})
  void arithmetic(String form) {
    Map<String, NumpyArray> golden = read("arithmetic.npz");
    float[] a = golden.get(form + ".a").floats();
    float[] b = golden.get(form + ".b").floats();
    Shape left = golden.get(form + ".a").shape();
    Shape right = golden.get(form + ".b").shape();
    Broadcast g = Broadcast.of(left, right);
    for (Arithmetic operation : Arithmetic.values()) {
      String key = form + "." + operation;
      assertThat(g.output()).isEqualTo(golden.get(key + ".y").shape());
      float[] y = withNaNBehind(filledWithNaN(g.output().count()));
      BroadcastArithmetic.forward(operation, g, a, b, y, ws);
      assertClose(key + " y", y, golden.get(key + ".y").doubles(), 0);
      float[] dy = golden.get(key + ".dy").floats();
      float[] da = withNaNBehind(filledWithNaN(left.count()));
      ArithmeticGradient.gradA(operation, g, a, b, dy, da);
      assertClose(key + " da", da, golden.get(key + ".da").doubles(), 16);
      float[] db = withNaNBehind(filledWithNaN(right.count()));
      ArithmeticGradient.gradB(operation, g, a, b, dy, db);
      assertClose(key + " db", db, golden.get(key + ".db").doubles(), 16);
    }
  }
}
