package dev.convoy.compute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * One axis of a window that slides over an image, cut into runs of positions that see the same
 * taps. Taps on padding are left out.
 *
 * <pre>
 *   filter 3, stride 1, one pixel of padding at both ends
 *   position    0     1 2 3 ... size - 2     size - 1
 *   taps       1 2          0 1 2              0 1           three runs
 * </pre>
 *
 * @param size pixels of the image
 * @param outSize positions of the window
 * @param filter taps of the window
 * @param stride step of the window, pixels
 * @param dilation from one tap to the next, pixels
 * @param before padding before the image, pixels
 * @param after padding behind it, pixels
 */
record WindowAxis(
    int size, int outSize, int filter, int stride, int dilation, int before, int after) {
  /** In the place of what a tap sees: padding. */
  private static final int PADDING = -1;

  /** Likewise: nothing, not even padding. */
  private static final int BEYOND = -2;

  /**
   * Positions that see the same taps, at equal distances.
   *
   * @param first the first position
   * @param count how many there are
   * @param step from one position to the next
   * @param taps the numbers of these taps in the order they are summed in
   * @param sources what each of them sees for the first position
   * @param sourceStep how far that moves from one position to the next
   */
  record Run(int first, int count, int step, int[] taps, int[] sources, int sourceStep) {}

  static WindowAxis rows(int size, int outSize, Window window, Padding pad) {
    return new WindowAxis(
        size,
        outSize,
        window.filterH(),
        window.strideH(),
        window.dilationH(),
        pad.top(),
        pad.bottom());
  }

  static WindowAxis columns(int size, int outSize, Window window, Padding pad) {
    return new WindowAxis(
        size,
        outSize,
        window.filterW(),
        window.strideW(),
        window.dilationW(),
        pad.left(),
        pad.right());
  }

  /**
   * Positions of the window and the pixels that its taps see, both ascending. All positions of a
   * run have as many taps on padding.
   */
  List<Run> forward() {
    List<Run> runs = new ArrayList<>();
    addRuns(0, 1, outSize, stride, this::pixel, runs);
    return runs;
  }

  /**
   * Pixels and the positions whose taps see them. These ascend and so their taps descend; a run
   * holds every {@code stride}-th pixel.
   */
  List<Run> backward() {
    List<Run> runs = new ArrayList<>();
    for (int first = 0; first < Math.min(stride, size); first++) {
      addRuns(first, stride, size, 1, (at, i) -> position(at, filter - 1 - i), runs);
    }
    for (Run run : runs) {
      for (int i = 0; i < run.taps.length; i++) {
        run.taps[i] = filter - 1 - run.taps[i];
      }
    }
    return runs;
  }

  /** The pixel that a tap sees. */
  private int pixel(int position, int tap) {
    int pixel = position * stride + tap * dilation - before;
    if (pixel >= 0 && pixel < size) {
      return pixel;
    }
    return pixel < size + after ? PADDING : BEYOND;
  }

  /** The position whose tap sees a pixel. */
  private int position(int pixel, int tap) {
    int distance = pixel + before - tap * dilation;
    boolean some = distance >= 0 && distance % stride == 0 && distance / stride < outSize;
    return some ? distance / stride : BEYOND;
  }

  private void addRuns(
      int first, int step, int end, int sourceStep, IntBinaryOperator source, List<Run> runs) {
    int at = first;
    while (at < end) {
      int next = at + step;
      while (next < end && seeAlike(at, next, source)) {
        next += step;
      }
      int[] taps = new int[filter];
      int[] sources = new int[filter];
      int seen = 0;
      for (int f = 0; f < filter; f++) {
        taps[seen] = f;
        sources[seen] = source.applyAsInt(at, f);
        seen += sources[seen] >= 0 ? 1 : 0;
      }
      taps = Arrays.copyOf(taps, seen);
      sources = Arrays.copyOf(sources, seen);
      runs.add(new Run(at, (next - at) / step, step, taps, sources, sourceStep));
      at = next;
    }
  }

  private boolean seeAlike(int a, int b, IntBinaryOperator source) {
    for (int f = 0; f < filter; f++) {
      int seenByA = source.applyAsInt(a, f);
      int seenByB = source.applyAsInt(b, f);
      if (Math.min(seenByA, 0) != Math.min(seenByB, 0)) {
        return false;
      }
    }
    return true;
  }
}
