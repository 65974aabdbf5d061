package dev.convoy.compute;

import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * Backward of {@link BroadcastArithmetic}: where a number was repeated, its gradient is the sum
 * over the repetitions, in the order of the output.
 *
 * <pre>
 *   a, b        float32   the inputs of forward; empty where {@link Arithmetic#gradientReadsInputs}
 *                         says no
 *   gradOutput  float32, shape of the output
 *   gradA       float32, shape of a   set; not gradOutput
 *   gradB       float32, shape of b   set; not gradOutput
 *
 *                 gradA                            gradB
 *   ADD           gradOutput                       gradOutput
 *   SUBTRACT      gradOutput                      -gradOutput
 *   MULTIPLY      gradOutput * b                   gradOutput * a
 *   DIVIDE        gradOutput / b                  -gradOutput * a / b^2
 *   MINIMUM       gradOutput where a &lt; b           where b &lt; a; half where they are the same
 *   MAXIMUM       gradOutput where a &gt; b           where b &gt; a; half where they are the same
 *   POWER         gradOutput * b * a^(b - 1)       gradOutput * a^b * log(a), 0 where a = 0
 * </pre>
 */
public final class ArithmeticGradient {
  private ArithmeticGradient() {}

  /** Gradient of the left array; see the class. */
  public static void gradA(
      Arithmetic operation, Broadcast g, float[] a, float[] b, float[] gradOutput, float[] gradA) {
    checkLengths(operation, g, a, b, gradOutput);
    Check.length(operation, "gradA", gradA, g.a());
    Arrays.fill(gradA, 0, g.a().length(), 0f);
    int count = g.count();
    g.forEachBlock(
        (aAt, bAt, yAt) -> {
          for (int r = 0; r < g.rows(); r++) {
            int left = aAt + r * g.aRowStep();
            int right = bAt + r * g.bRowStep();
            int out = yAt + r * count;
            switch (operation) {
              case ADD, SUBTRACT -> addSum(count, 1f, gradOutput, out, gradA, left, g.aStep());
              case MULTIPLY ->
                  addProducts(count, gradOutput, out, b, right, g.bStep(), gradA, left, g.aStep());
              default ->
                  addLeft(
                      operation,
                      count,
                      a,
                      left,
                      g.aStep(),
                      b,
                      right,
                      g.bStep(),
                      gradOutput,
                      out,
                      gradA);
            }
          }
        });
  }

  /** Gradient of the right array; see the class. */
  public static void gradB(
      Arithmetic operation, Broadcast g, float[] a, float[] b, float[] gradOutput, float[] gradB) {
    checkLengths(operation, g, a, b, gradOutput);
    Check.length(operation, "gradB", gradB, g.b());
    Arrays.fill(gradB, 0, g.b().length(), 0f);
    int count = g.count();
    g.forEachBlock(
        (aAt, bAt, yAt) -> {
          for (int r = 0; r < g.rows(); r++) {
            int left = aAt + r * g.aRowStep();
            int right = bAt + r * g.bRowStep();
            int out = yAt + r * count;
            switch (operation) {
              case ADD -> addSum(count, 1f, gradOutput, out, gradB, right, g.bStep());
              case SUBTRACT -> addSum(count, -1f, gradOutput, out, gradB, right, g.bStep());
              case MULTIPLY ->
                  addProducts(count, gradOutput, out, a, left, g.aStep(), gradB, right, g.bStep());
              default ->
                  addRight(
                      operation,
                      count,
                      a,
                      left,
                      g.aStep(),
                      b,
                      right,
                      g.bStep(),
                      gradOutput,
                      out,
                      gradB);
            }
          }
        });
  }

  private static void checkLengths(
      Arithmetic operation, Broadcast g, float[] a, float[] b, float[] gradOutput) {
    Check.length(operation, "gradOutput", gradOutput, g.output());
    if (operation.gradientReadsInputs()) {
      Check.length(operation, "a", a, g.a());
      Check.length(operation, "b", b, g.b());
    }
  }

  private static void addSum(
      int count, float sign, float[] gradOutput, int out, float[] grad, int at, int step) {
    for (int i = 0; i < count; i++) {
      grad[at + i * step] += sign * gradOutput[out + i];
    }
  }

  private static void addProducts(
      int count,
      float[] gradOutput,
      int out,
      float[] other,
      int otherAt,
      int otherStep,
      float[] grad,
      int at,
      int step) {
    if (step == 0) {
      float sum = grad[at];
      for (int i = 0; i < count; i++) {
        sum = Math.fma(gradOutput[out + i], other[otherAt + i * otherStep], sum);
      }
      grad[at] = sum;
    } else if (otherStep == 0) {
      float factor = other[otherAt];
      for (int i = 0; i < count; i++) {
        grad[at + i] = Math.fma(gradOutput[out + i], factor, grad[at + i]);
      }
    } else {
      for (int i = 0; i < count; i++) {
        grad[at + i] = Math.fma(gradOutput[out + i], other[otherAt + i], grad[at + i]);
      }
    }
  }

  private static void addLeft(
      Arithmetic operation,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] gradOutput,
      int out,
      float[] gradA) {
    for (int i = 0; i < count; i++) {
      int at = aAt + i * aStep;
      gradA[at] += gradOutput[out + i] * slopeOfLeft(operation, a[at], b[bAt + i * bStep]);
    }
  }

  private static void addRight(
      Arithmetic operation,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] gradOutput,
      int out,
      float[] gradB) {
    for (int i = 0; i < count; i++) {
      int at = bAt + i * bStep;
      gradB[at] += gradOutput[out + i] * slopeOfRight(operation, a[aAt + i * aStep], b[at]);
    }
  }

  private static float slopeOfLeft(Arithmetic operation, float a, float b) {
    return switch (operation) {
      case ADD, SUBTRACT -> 1f;
      case MULTIPLY -> b;
      case DIVIDE -> 1f / b;
      case MINIMUM -> share(a, b);
      case MAXIMUM -> share(b, a);
      case POWER -> b == 0f ? 0f : b * Arithmetic.power(a, b - 1f);
    };
  }

  private static float slopeOfRight(Arithmetic operation, float a, float b) {
    return switch (operation) {
      case ADD -> 1f;
      case SUBTRACT -> -1f;
      case MULTIPLY -> a;
      case DIVIDE -> -a / (b * b);
      case MINIMUM -> share(b, a);
      case MAXIMUM -> share(a, b);
      case POWER -> a == 0f ? 0f : Arithmetic.power(a, b) * (float) StrictMath.log(a);
    };
  }

  /** Of the smaller number. */
  private static float share(float own, float other) {
    return own < other ? 1f : own == other ? 0.5f : 0f;
  }
}
