package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;

/**
 * Group normalisation: in every image, each group of channels gets mean 0 and variance 1, then each
 * channel a line of its own. With as many groups as channels it is instance normalisation.
 *
 * <pre>
 *   x      float32 [N, ..., C]   images, pixels in any number of axes
 *   scale  float32 [C]
 *   shift  float32 [C]
 *   y      float32 [N, ..., C]   set
 *   factor[n, c] = scale[c] / sqrt(variance[n, group of c] + epsilon)
 *   y[n, p, c] = x[n, p, c] * factor[n, c] + (shift[c] - mean[n, group of c] * factor[n, c]), fused
 * </pre>
 *
 * <p>Mean and variance are summed in double, pixel after pixel and then channel after channel, the
 * variance in a second pass; factor and offset are rounded once.
 *
 * @see <a href="https://arxiv.org/abs/1803.08494">Wu and He 2018</a>
 */
public final class GroupNorm {
  private final int channels;
  private final int pixels;
  private final int groups;
  private final double epsilon;

  /**
   * Sizes.
   *
   * @param image shape of one image, channels last
   * @param groups groups of neighbouring channels
   * @throws IllegalArgumentException if the groups do not divide the channels
   */
  public GroupNorm(Shape image, int groups, double epsilon) {
    Check.that(image.rank() > 0 && image.count() > 0, "group norm: image %s is empty", image);
    Check.that(
        groups > 0 && image.c() % groups == 0,
        "group norm: %s groups must divide the %s channels",
        groups,
        image.c());
    this.channels = image.c();
    this.pixels = image.length() / channels;
    this.groups = groups;
    this.epsilon = epsilon;
  }

  /**
   * Forward; see the class for arrays and formula.
   *
   * @param n images
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void forward(int n, float[] x, float[] scale, float[] shift, float[] y, Workspace ws) {
    Check.length("group norm x", x, (long) n * pixels * channels);
    Check.length("group norm scale", scale, channels);
    Check.length("group norm shift", shift, channels);
    Check.length("group norm y", y, (long) n * pixels * channels);
    double[] statistics = ws.doubles(2 * channels);
    float[] factors = ws.floats(Workspace.Scratch.NORM_FACTORS, channels);
    float[] offsets = ws.floats(Workspace.Scratch.NORM_OFFSETS, channels);
    for (int image = 0; image < n; image++) {
      int at = image * pixels * channels;
      measure(x, at, statistics);
      for (int c = 0; c < channels; c++) {
        double factor = scale[c] * statistics[channels + c];
        factors[c] = (float) factor;
        offsets[c] = (float) (shift[c] - statistics[c] * factor);
      }
      ws.kernels()
          .channels()
          .scaleShift(pixels, channels, channels, x, at, factors, offsets, 0, y, at);
    }
  }

  /** Sets the mean of every channel's group, and behind those its inverse deviation. */
  private void measure(float[] x, int at, double[] statistics) {
    Arrays.fill(statistics, 0, 2 * channels, 0.0);
    for (int p = 0; p < pixels; p++) {
      int pixelAt = at + p * channels;
      for (int c = 0; c < channels; c++) {
        statistics[c] += x[pixelAt + c];
      }
    }
    meanOfGroups(statistics, 0);
    for (int p = 0; p < pixels; p++) {
      int pixelAt = at + p * channels;
      for (int c = 0; c < channels; c++) {
        double distance = x[pixelAt + c] - statistics[c];
        statistics[channels + c] += distance * distance;
      }
    }
    meanOfGroups(statistics, channels);
    for (int c = channels; c < 2 * channels; c++) {
      statistics[c] = 1 / Math.sqrt(statistics[c] + epsilon);
    }
  }

  /** Replaces sums of channels, from {@code at} on, by the mean of their group. */
  private void meanOfGroups(double[] sums, int at) {
    int size = channels / groups;
    for (int first = at; first < at + channels; first += size) {
      double sum = 0;
      for (int c = first; c < first + size; c++) {
        sum += sums[c];
      }
      Arrays.fill(sums, first, first + size, sum / ((double) size * pixels));
    }
  }

  /**
   * Gradients of the input and of factor and offset; as those of {@link LayerNorm#backward}, with
   * means over a group.
   *
   * <pre>
   *   x, gradOutput  float32 [N, ..., C]
   *   gradInput      float32 [N, ..., C]   set; or empty
   *   gradients      float32               factor and offset, from scaleAt and shiftAt on, added to
   * </pre>
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public void backward(
      int n,
      float[] x,
      float[] scale,
      float[] gradOutput,
      float[] gradInput,
      float[] gradients,
      int scaleAt,
      int shiftAt,
      Workspace ws) {
    Check.length("group norm x", x, (long) n * pixels * channels);
    Check.length("group norm scale", scale, channels);
    Check.length("group norm gradOutput", gradOutput, (long) n * pixels * channels);
    Check.lengthOrEmpty("group norm gradInput", gradInput, (long) n * pixels * channels);
    Check.length("group norm gradients", gradients, (long) Math.max(scaleAt, shiftAt) + channels);
    double[] statistics = ws.doubles(4 * channels);
    int sumAt = 2 * channels;
    int normalAt = 3 * channels;
    for (int image = 0; image < n; image++) {
      int at = image * pixels * channels;
      measure(x, at, statistics);
      Arrays.fill(statistics, sumAt, sumAt + 2 * channels, 0.0);
      for (int p = 0; p < pixels; p++) {
        int pixelAt = at + p * channels;
        for (int c = 0; c < channels; c++) {
          double normal = (x[pixelAt + c] - statistics[c]) * statistics[channels + c];
          statistics[sumAt + c] += gradOutput[pixelAt + c];
          statistics[normalAt + c] += gradOutput[pixelAt + c] * normal;
        }
      }
      for (int c = 0; c < channels; c++) {
        gradients[scaleAt + c] += (float) statistics[normalAt + c];
        gradients[shiftAt + c] += (float) statistics[sumAt + c];
        statistics[sumAt + c] *= scale[c];
        statistics[normalAt + c] *= scale[c];
      }
      meanOfGroups(statistics, sumAt);
      meanOfGroups(statistics, normalAt);
      for (int p = 0; p < pixels && gradInput.length > 0; p++) {
        int pixelAt = at + p * channels;
        for (int c = 0; c < channels; c++) {
          double inverse = statistics[channels + c];
          double normal = (x[pixelAt + c] - statistics[c]) * inverse;
          double own = (double) gradOutput[pixelAt + c] * scale[c];
          double centred = own - statistics[sumAt + c] - normal * statistics[normalAt + c];
          gradInput[pixelAt + c] = (float) (centred * inverse);
        }
      }
    }
  }
}
