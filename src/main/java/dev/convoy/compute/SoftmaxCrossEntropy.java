package dev.convoy.compute;

import dev.convoy.tensor.Check;

/**
 * The loss of a classifier: how unlikely it finds the right class, in nats.
 *
 * <pre>
 *   scores  float32 [N, C]   before softmax
 *   labels  int [N]          0 to C - 1
 *   loss of row n = log(sum over c of exp(scores[n, c] - max)) - (scores[n, label] - max)
 *   gradient of a row's loss: softmax(scores)[n, c] - (c == label ? 1 : 0)
 * </pre>
 *
 * <p>{@code StrictMath} in double, in the order of c, so that every JVM gives the same bits.
 */
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * Losses and gradients of a batch.
   *
   * @param losses float64 [N], set
   * @param gradScores float32 [N, C], set; may be {@code scores} itself
   * @throws IllegalArgumentException if an array is too short or a label is out of range
   */
  public static void gradient(
      int n, int c, float[] scores, int[] labels, double[] losses, float[] gradScores) {
    Check.length("cross-entropy scores", scores, (long) n * c);
    Check.length("cross-entropy gradient", gradScores, (long) n * c);
    checkRows("labels", labels.length, n);
    checkRows("losses", losses.length, n);
    for (int row = 0; row < n; row++) {
      int label = checked(labels[row], c);
      int at = row * c;
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < c; i++) {
        max = Math.max(max, scores[at + i]);
      }
      double sum = 0;
      for (int i = 0; i < c; i++) {
        sum += StrictMath.exp((double) scores[at + i] - max);
      }
      losses[row] = StrictMath.log(sum) - ((double) scores[at + label] - max);
      for (int i = 0; i < c; i++) {
        double probability = StrictMath.exp((double) scores[at + i] - max) / sum;
        gradScores[at + i] = (float) (i == label ? probability - 1 : probability);
      }
    }
  }

  /**
   * The same from the output of a softmax. A probability that is 0 in float32 counts as the
   * smallest that is not, so that no loss exceeds 104.
   *
   * @param probabilities float32 [N, C]
   * @param losses float64 [N], set
   * @param gradScores float32 [N, C], set: the gradient of the scores before the softmax
   * @throws IllegalArgumentException if an array is too short or a label is out of range
   */
  public static void gradientOfProbabilities(
      int n, int c, float[] probabilities, int[] labels, double[] losses, float[] gradScores) {
    Check.length("cross-entropy probabilities", probabilities, (long) n * c);
    Check.length("cross-entropy gradient", gradScores, (long) n * c);
    checkRows("labels", labels.length, n);
    checkRows("losses", losses.length, n);
    for (int row = 0; row < n; row++) {
      int label = checked(labels[row], c);
      int at = row * c;
      losses[row] = -StrictMath.log(Math.max(probabilities[at + label], Float.MIN_VALUE));
      System.arraycopy(probabilities, at, gradScores, at, c);
      gradScores[at + label] -= 1f;
    }
  }

  private static void checkRows(String what, int found, int n) {
    Check.that(found >= n, "cross-entropy %s: array has %s elements, needs %s", what, found, n);
  }

  private static int checked(int label, int c) {
    Check.that(label >= 0 && label < c, "label %s, needs 0 to %s", label, c - 1);
    return label;
  }
}
