package dev.convoy.compute.micro;

/**
 * Operators that treat every channel alone, so that lanes run along channels: windows that slide
 * over an image, and rows of channels changed value by value.
 *
 * <p>A window works on a run of pixels that see the same {@link Taps}. Channel c of pixel p has its
 * inputs at {@code x[xAt + p * xStep + inputAt[t] + c]} for every tap t, and its output at {@code
 * y[yAt + p * yStep + c]}. Each output is one fixed sequence of steps in the order of the taps, so
 * that all implementations and vector widths give the same bits. Inputs and outputs are different
 * arrays.
 *
 * <p>Offsets and steps are in floats. The caller makes sure that all of it lies inside the arrays.
 */
public interface ChannelKernels {
  /**
   * Sets each output of a run to a sum of products.
   *
   * <pre>
   *   y[yAt + p * yStep + c] = start[startAt + p * startStep + c]
   *       + sum over t of x[xAt + p * xStep + inputAt[t] + c] * w[wAt + weightAt[t] + c]      fused
   *   0 &lt;= p &lt; pixels,  0 &lt;= c &lt; channels
   * </pre>
   *
   * @param taps any number of them, also none
   * @param start may be {@code y} itself, from the same place on and with the same step: that adds
   */
  void products(
      int channels,
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] w,
      int wAt,
      float[] start,
      int startAt,
      int startStep,
      float[] y,
      int yAt,
      int yStep);

  /**
   * Sets each output of a run to the largest of its inputs, in the sense of {@link Math#max}: NaN
   * is larger than all, and 0 larger than -0.
   *
   * @param taps at least one
   */
  void largest(
      int channels,
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep);

  /** Sets each output of a run to the sum of its inputs, from zero on, divided by a number. */
  void averages(
      int channels,
      int pixels,
      Taps taps,
      float divisor,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep);

  /**
   * Sets rows to {@code x * scale + shift}, fused, each channel with its own numbers.
   *
   * <pre>
   *   y[yAt + r * step + c] = x[xAt + r * step + c] * scale[channelAt + c] + shift[channelAt + c]
   *   0 &lt;= r &lt; rows,  0 &lt;= c &lt; channels
   * </pre>
   *
   * @param y may be {@code x} itself if {@code yAt} is {@code xAt}
   */
  void scaleShift(
      int rows,
      int channels,
      int step,
      float[] x,
      int xAt,
      float[] scale,
      float[] shift,
      int channelAt,
      float[] y,
      int yAt);

  /**
   * Sets {@code y[yAt + i] = a[aAt + i] + b[bAt + i]} for {@code count} values.
   *
   * @param y may be one of the others, from the same place on
   */
  void add(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt);

  /**
   * Sets {@code y = min(max(x, low), high)} for {@code count} values; NaN stays NaN.
   *
   * @param low not -0
   * @param high above {@code low}; where it is infinite only {@code low} counts
   * @param y may be {@code x} itself if {@code yAt} is {@code xAt}
   */
  void clamp(int count, float low, float high, float[] x, int xAt, float[] y, int yAt);

  /**
   * Sets {@code y = x} where {@code x > 0} and {@code slope * x} elsewhere, for {@code count}
   * values.
   *
   * @param y may be {@code x} itself if {@code yAt} is {@code xAt}
   */
  void leaky(int count, float slope, float[] x, int xAt, float[] y, int yAt);

  /**
   * Both steps at once, in place: {@code y = min(max(y * scale + shift, low), high)} for rows of
   * {@code channels}, with the bits that {@link #scaleShift} and {@link #clamp} give.
   *
   * <pre>
   *   y      float32 [rows, channels]   from {@code yAt} on
   *   scale  float32 [channels]
   *   shift  float32 [channels]
   * </pre>
   */
  void scaleShiftClamp(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float low,
      float high,
      float[] y,
      int yAt);

  /**
   * Three steps at once, in place: {@code y = min(max(y * scale + shift + other, low), high)}, with
   * the bits that {@link #scaleShift}, {@link #add} and {@link #clamp} give. Infinite bounds leave
   * values as they are.
   *
   * <pre>
   *   y, other  float32 [rows, channels]   from {@code yAt} and {@code otherAt} on
   *   scale     float32 [channels]
   *   shift     float32 [channels]
   * </pre>
   */
  void scaleShiftAddClamp(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float[] other,
      int otherAt,
      float low,
      float high,
      float[] y,
      int yAt);
}
