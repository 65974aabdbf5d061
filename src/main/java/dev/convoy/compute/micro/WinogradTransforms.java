package dev.convoy.compute.micro;

/**
 * The transforms of Winograd's F(4, 3) in one dimension, lanes along channels: each works on every
 * channel alone and reads and writes a few rows of {@code count} floats. A tile of two dimensions
 * is transformed row by row and then column by column.
 *
 * <pre>
 *        [ 4  0 -5  0 1 0 ]         [ 1/4    0    0  ]
 *        [ 0 -4 -4  1 1 0 ]         [-1/6  -1/6 -1/6 ]          [ 1 1  1 1  1 0 ]
 *   B' = [ 0  4 -4 -1 1 0 ]     G = [-1/6   1/6 -1/6 ]     A' = [ 0 1 -1 2 -2 0 ]
 *        [ 0 -2 -1  2 1 0 ]         [ 1/24  1/12 1/6 ]          [ 0 1  1 4  4 0 ]
 *        [ 0  2 -1 -2 1 0 ]         [ 1/24 -1/12 1/6 ]          [ 0 1 -1 8 -8 1 ]
 *        [ 0  4  0 -5 0 1 ]         [  0     0    1  ]
 *
 *   forward   y = A' [(G w) * (B' x)]       six inputs, three weights, four outputs
 *   backward  gradW = G' [(A gradY) * (B' x)]
 * </pre>
 *
 * <p>All are single steps in one fixed order, so that all implementations give the same bits. Row i
 * of an array begins at {@code at + i * step}; source and destination do not overlap.
 *
 * @see <a href="https://arxiv.org/abs/1509.09308">Lavin and Gray 2015, section 4</a>
 */
public interface WinogradTransforms {
  /** Sets {@code y = B' x}: six rows from six. */
  void input(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep);

  /** Sets {@code y = A' x}: four rows from six. */
  void output(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep);

  /** Sets {@code y = bias + A' x}: four rows from six, all with the same row of biases. */
  void biasedOutput(
      int count,
      float[] x,
      int xAt,
      int xStep,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int yStep);

  /** Sets {@code y = A x}: six rows from four. */
  void gradOutput(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep);

  /** Adds {@code y += G' x}: three rows from six. */
  void addGradWeights(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep);

  /** Sets {@code y = G' x}: three rows from six. */
  void gradWeights(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep);
}
