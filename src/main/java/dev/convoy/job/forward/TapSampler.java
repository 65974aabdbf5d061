package dev.convoy.job.forward;

import dev.convoy.report.html.TapValues;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Picks of a tap what a report shows: of feature maps those channels that vary most, the same for
 * all images; of a vector its beginning.
 */
final class TapSampler {
  private static final int MOST_MAPS = 10;
  private static final int MOST_SIDE = 112; // of a map; larger ones are averaged down
  private static final int MOST_NUMBERS = 2_048;

  private final String tap;
  private final Shape shape;
  private int[] channels = new int[0];

  TapSampler(String tap, Shape shape) {
    this.tap = tap;
    this.shape = shape;
  }

  /**
   * What one image gave.
   *
   * @param output float32 {@code [n, h, w, c]} or {@code [n, ...]}, of a whole batch: the first
   *     batch decides which channels are shown
   */
  TapValues sample(float[] output, int n, int image) {
    if (shape.rank() != 3 || shape.h() * shape.w() == 1) {
      int at = image * shape.length();
      int shown = Math.min(MOST_NUMBERS, shape.length());
      return TapValues.ofVector(tap, shape, Arrays.copyOfRange(output, at, at + shown));
    }
    if (channels.length == 0) {
      channels = mostVaried(output, n);
    }
    int larger = Math.max(shape.h(), shape.w());
    int factor = (larger + MOST_SIDE - 1) / MOST_SIDE;
    int h = Math.max(1, shape.h() / factor);
    int w = Math.max(1, shape.w() / factor);
    float[][] maps = new float[channels.length][];
    for (int m = 0; m < maps.length; m++) {
      maps[m] = map(output, image, channels[m], h, w, Math.min(factor, larger));
    }
    return new TapValues(tap, shape, channels, h, w, maps);
  }

  private int[] mostVaried(float[] output, int n) {
    int c = shape.c();
    double[] sums = new double[c];
    double[] squares = new double[c];
    for (int i = 0; i < n * shape.length(); i++) {
      double value = Float.isFinite(output[i]) ? output[i] : 0;
      sums[i % c] += value;
      squares[i % c] += value * value;
    }
    double count = (double) n * shape.h() * shape.w();
    return IntStream.range(0, c)
        .boxed()
        .sorted(
            Comparator.comparingDouble(
                (Integer i) -> sums[i] * sums[i] / count - squares[i])) // less its spread
        .limit(MOST_MAPS)
        .mapToInt(i -> i)
        .sorted()
        .toArray();
  }

  /** A channel's map, each number the mean of a square of {@code factor} pixels. */
  private float[] map(float[] output, int image, int channel, int h, int w, int factor) {
    float[] map = new float[h * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double sum = 0;
        int count = 0;
        for (int fy = y * factor; fy < Math.min((y + 1) * factor, shape.h()); fy++) {
          for (int fx = x * factor; fx < Math.min((x + 1) * factor, shape.w()); fx++) {
            int pixel = (image * shape.h() + fy) * shape.w() + fx;
            sum += output[pixel * shape.c() + channel];
            count++;
          }
        }
        map[y * w + x] = (float) (sum / Math.max(1, count));
      }
    }
    return map;
  }
}
