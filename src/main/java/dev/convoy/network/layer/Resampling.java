package dev.convoy.network.layer;

import dev.convoy.compute.AxisWeights;
import dev.convoy.compute.Pick;
import dev.convoy.network.layer.ResizeLayer.Axis;
import dev.convoy.network.layer.ResizeLayer.Coordinates;
import dev.convoy.network.layer.ResizeLayer.Interpolation;

/**
 * From the words of a {@link ResizeLayer} to numbers: where each output index lies among the
 * input's, and which of them it is made of. All in double.
 *
 * <pre>
 *   linear   weight at distance d   1 - |d|                            |d| &lt;= 1
 *   cubic                           (a + 2)|d|^3 - (a + 3)|d|^2 + 1    |d| &lt;= 1
 *                                   a|d|^3 - 5a|d|^2 + 8a|d| - 4a      |d| &lt;= 2
 * </pre>
 *
 * <p>An antialiased kernel is stretched by the inverse of a scale below 1, and its weights are
 * divided by their sum.
 */
final class Resampling {
  /** A scale times a size is taken for a whole number if it is so close to it, relative. */
  private static final double ROUNDING = 1e-6;

  private Resampling() {}

  /** For every output index the nearest input index, or {@link Pick#NONE} outside. */
  static int[] nearest(Axis axis, int size) {
    int[] table = new int[axis.out()];
    for (int i = 0; i < table.length; i++) {
      double at = coordinate(axis, size, i);
      table[i] = isOutside(axis, size, at) ? Pick.NONE : clipped(round(axis, at), size);
    }
    return table;
  }

  /** For every output index its input indices and their weights. */
  static AxisWeights weights(Axis axis, int size) {
    AxisWeights.Builder weights = new AxisWeights.Builder(size, axis.out());
    for (int i = 0; i < axis.out(); i++) {
      double at = coordinate(axis, size, i);
      if (isOutside(axis, size, at)) {
        weights.next();
        continue;
      }
      if (axis.interpolation() == Interpolation.NEAREST) {
        weights.add(clipped(round(axis, at), size), 1);
      } else {
        addKernel(axis, size, at, weights);
      }
      weights.next();
    }
    return weights.build();
  }

  private static void addKernel(Axis axis, int size, double at, AxisWeights.Builder weights) {
    double shrink = axis.antialias() ? Math.min(axis.scale(), 1) : 1;
    int radius = axis.interpolation() == Interpolation.LINEAR ? 1 : 2;
    long first = (long) Math.floor(-radius / shrink) + 1; // behind the index before
    long before = (long) Math.ceil(at) - 1;
    double sum = 0;
    for (long index = before + first; index <= before + 1 - first; index++) {
      sum += axis.excludeOutside() && isNone(index, size) ? 0 : kernel(axis, (index - at) * shrink);
    }
    if (sum == 0) { // nothing of the kernel lies inside
      weights.add(clipped(before, size), 1);
      return;
    }
    double divisor = axis.antialias() || axis.excludeOutside() ? sum : 1;
    for (long index = before + first; index <= before + 1 - first; index++) {
      if (!axis.excludeOutside() || !isNone(index, size)) {
        weights.add(clipped(index, size), kernel(axis, (index - at) * shrink) / divisor);
      }
    }
  }

  private static double kernel(Axis axis, double distance) {
    double d = Math.abs(distance);
    if (axis.interpolation() == Interpolation.LINEAR) {
      return Math.max(0, 1 - d);
    }
    double a = axis.cubicA();
    if (d <= 1) {
      return ((a + 2) * d - (a + 3)) * d * d + 1;
    }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  }

  private static boolean isNone(long index, int size) {
    return index < 0 || index >= size;
  }

  private static int clipped(long index, int size) {
    return (int) Math.max(0, Math.min(index, size - 1));
  }

  private static long round(Axis axis, double at) {
    return (long)
        switch (axis.nearest()) {
          case ROUND_PREFER_FLOOR -> Math.ceil(at - 0.5);
          case ROUND_PREFER_CEIL -> Math.floor(at + 0.5);
          case FLOOR -> Math.floor(at);
          case CEIL -> Math.ceil(at);
        };
  }

  private static boolean isOutside(Axis axis, int size, double at) {
    return axis.coordinates() == Coordinates.TF_CROP_AND_RESIZE && (at < 0 || at > size - 1);
  }

  /** Where output index {@code i} lies among the input's. */
  private static double coordinate(Axis axis, int size, int i) {
    double scale = axis.scale();
    double length = length(axis, size);
    double halfPixel = (i + 0.5) / scale - 0.5;
    return switch (axis.coordinates()) {
      case HALF_PIXEL -> halfPixel;
      case HALF_PIXEL_SYMMETRIC -> size / 2.0 * (1 - axis.out() / length) + halfPixel;
      case PYTORCH_HALF_PIXEL -> axis.out() > 1 ? halfPixel : 0;
      case ALIGN_CORNERS -> axis.out() > 1 ? i * (size - 1) / (length - 1) : 0;
      case ASYMMETRIC -> i / scale;
      case TF_HALF_PIXEL_FOR_NN -> (i + 0.5) / scale;
      case TF_CROP_AND_RESIZE -> {
        double wide = (axis.roiEnd() - axis.roiStart()) * (size - 1);
        double from = axis.roiStart() * (size - 1);
        yield (axis.out() > 1 ? i * wide / (length - 1) : wide / 2) + from;
      }
    };
  }

  /**
   * The output's length as ONNX's own examples take it: with the fraction that a scale leaves,
   * though only whole indices are computed.
   */
  private static double length(Axis axis, int size) {
    double length = axis.scale() * size;
    return Math.abs(length - axis.out()) <= ROUNDING * axis.out() ? axis.out() : length;
  }
}
