package dev.convoy.compute;

import dev.convoy.reference.Conv2dReference;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions that find mistakes: sizes of 1, primes and one-off a vector, sides that differ, and
 * every way that {@link Conv2d} goes forward and backward.
 */
final class ConvGeometries {
  private ConvGeometries() {}

  /** Those that Winograd's algorithm takes are there twice: once for it, once direct. */
  static List<ConvGeometry> hostile() {
    List<ConvGeometry> all = new ArrayList<>(fast());
    fast().stream().filter(ConvGeometry::isWinograd).map(ConvGeometries::direct).forEach(all::add);
    return all;
  }

  private static ConvGeometry direct(ConvGeometry g) {
    return new ConvGeometry(
        g.input(), g.outC(), g.window(), g.pad(), g.groups(), ConvGeometry.Algorithm.DIRECT);
  }

  private static List<ConvGeometry> fast() {
    return List.of(
        conv(1, 1, 1, 1, 1, 1, 1, Padding.NONE, 1),
        conv(3, 5, 7, 2, 3, 3, 2, Padding.all(1), 1),
        conv(2, 9, 8, 13, 31, 3, 1, Padding.all(1), 1),
        conv(1, 3, 3, 3, 5, 3, 1, Padding.NONE, 1),
        conv(1, 4, 3, 3, 5, 2, 3, new Padding(0, 3, 2, 1), 1),
        conv(3, 4, 5, 6, 10, window(4, 5, 1, 1), Padding.NONE, 1),
        conv(1, 13, 11, 3, 65, 7, 2, Padding.all(3), 1),
        conv(3, 9, 3, 17, 16, window(2, 3, 2, 1), Padding.NONE, 1),
        conv(3, 7, 1, 2, 3, window(3, 1, 1, 1), new Padding(1, 1, 0, 0), 1),
        conv(1, 3, 23, 32, 32, 3, 1, Padding.all(1), 1),
        // strides of two sizes, and rows and columns that no window sees
        conv(1, 5, 5, 16, 17, window(2, 3, 2, 3), new Padding(1, 0, 2, 1), 1),
        conv(3, 10, 7, 32, 33, window(3, 3, 3, 2), new Padding(0, 2, 1, 0), 1),
        conv(1, 8, 7, 5, 4, window(1, 2, 3, 1), Padding.NONE, 1),
        // stride 1: padding of less than the window, of all but one pixel of it, and of more on
        // all sides or on one
        conv(3, 7, 6, 15, 16, 3, 1, new Padding(0, 2, 1, 0), 1),
        conv(2, 4, 3, 5, 6, 3, 1, Padding.all(2), 1),
        conv(1, 6, 5, 31, 15, 3, 1, new Padding(3, 4, 5, 3), 1),
        conv(2, 4, 4, 3, 5, window(3, 2, 1, 1), new Padding(0, 1, 0, 2), 1),
        conv(1, 4, 4, 3, 5, window(2, 3, 1, 1), new Padding(0, 1, 3, 0), 1),
        conv(2, 3, 4, 2, 3, window(2, 3, 1, 1), new Padding(2, 0, 1, 2), 1),
        conv(1, 4, 3, 2, 3, window(2, 3, 1, 1), new Padding(1, 2, 0, 1), 1),
        conv(1, 3, 4, 3, 5, 1, 1, new Padding(1, 0, 0, 2), 1),
        // one pixel a filter; the second has more pixels than one run of the depth
        conv(1, 6, 6, 33, 65, 1, 1, Padding.NONE, 1),
        conv(3, 17, 17, 5, 7, 1, 1, Padding.NONE, 1),
        conv(2, 4, 5, 7, 32, 1, 2, Padding.NONE, 1),
        conv(3, 7, 5, 15, 31, window(1, 1, 3, 2), Padding.NONE, 1),
        // more channels than one run of the depth
        conv(2, 7, 13, 300, 4, 3, 1, Padding.all(1), 1),
        conv(1, 5, 5, 3, 300, 3, 2, Padding.all(1), 1),
        conv(1, 5, 6, 65, 31, 3, 1, Padding.all(1), 1),
        // Winograd's way: tiles cut at two borders, at one, at none; more channels than one pass of
        // a transform; channels that fill no vector; padding of one side, of none, of two pixels
        conv(2, 8, 11, 33, 47, 3, 1, Padding.all(1), 1),
        conv(1, 15, 8, 70, 32, 3, 1, Padding.all(1), 1),
        conv(3, 14, 6, 32, 65, 3, 1, Padding.NONE, 1),
        conv(1, 10, 7, 37, 130, 3, 1, new Padding(0, 2, 1, 0), 1),
        conv(2, 6, 6, 48, 40, 3, 1, Padding.all(2), 1),
        conv(1, 5, 9, 270, 32, 3, 1, new Padding(1, 2, 0, 1), 1),
        // dilation
        conv(2, 11, 9, 5, 7, new Window(3, 2, 1, 2, 2, 3), new Padding(2, 1, 0, 3), 1),
        conv(2, 9, 8, 4, 33, new Window(3, 2, 1, 1, 2, 3), new Padding(1, 2, 3, 0), 1),
        conv(3, 6, 5, 17, 2, new Window(2, 2, 1, 1, 3, 1), Padding.NONE, 1),
        // groups, with one panel or two, of one filter or of several
        conv(2, 5, 5, 6, 12, 3, 1, Padding.all(1), 3),
        conv(1, 5, 4, 12, 6, 2, 1, Padding.NONE, 2),
        conv(3, 7, 6, 9, 6, 3, 2, new Padding(2, 0, 1, 0), 3),
        conv(1, 4, 4, 66, 34, 2, 1, Padding.NONE, 2),
        conv(2, 3, 3, 8, 6, 1, 1, Padding.NONE, 2),
        conv(3, 5, 4, 12, 6, 2, 1, new Padding(0, 1, 1, 0), 6),
        conv(2, 5, 4, 12, 6, 2, 2, Padding.NONE, 6),
        // depthwise, with one filter a channel or several
        conv(2, 6, 7, 17, 17, 3, 1, Padding.all(1), 17),
        conv(3, 6, 5, 16, 32, 3, 1, new Padding(0, 1, 2, 0), 16),
        conv(1, 6, 7, 5, 15, 3, 2, new Padding(1, 0, 0, 2), 5),
        conv(1, 4, 3, 3, 6, 2, 1, new Padding(2, 3, 4, 2), 3),
        conv(1, 9, 9, 8, 8, new Window(3, 3, 2, 1, 1, 2), Padding.all(2), 8),
        conv(3, 3, 4, 33, 33, 1, 1, Padding.NONE, 33),
        // depthwise, with an inside that is wide or high, and more padding than windows reach over
        conv(2, 9, 12, 64, 64, 3, 1, Padding.all(1), 64),
        conv(1, 13, 4, 33, 33, 3, 1, Padding.all(1), 33),
        conv(1, 1, 1, 64, 64, 3, 1, Padding.all(1), 64),
        conv(1, 4, 1, 7, 7, 3, 1, Padding.all(5), 7),
        conv(2, 8, 11, 34, 34, 5, 1, Padding.all(2), 34),
        conv(1, 11, 14, 17, 17, 5, 2, Padding.all(2), 17),
        conv(2, 3, 3, 16, 16, 5, 3, Padding.all(3), 16),
        conv(1, 12, 9, 65, 65, new Window(3, 3, 1, 1, 2, 2), Padding.all(2), 65),
        conv(1, 7, 8, 18, 18, window(1, 9, 1, 1), new Padding(0, 0, 4, 4), 18),
        conv(1, 7, 8, 6, 6, window(2, 1, 3, 4), Padding.NONE, 6),
        conv(2, 5, 9, 17, 34, 3, 1, Padding.all(1), 17));
  }

  static ConvGeometry conv(
      int n, int h, int w, int inC, int outC, int filter, int stride, Padding pad, int groups) {
    return conv(n, h, w, inC, outC, Window.square(filter, stride), pad, groups);
  }

  private static ConvGeometry conv(
      int n, int h, int w, int inC, int outC, Window window, Padding pad, int groups) {
    return new ConvGeometry(Shape.of(n, h, w, inC), outC, window, pad, groups);
  }

  private static Window window(int filterH, int filterW, int strideH, int strideW) {
    return new Window(filterH, filterW, strideH, strideW, 1, 1);
  }

  static Conv2dReference reference(ConvGeometry g) {
    Window window = g.window();
    Padding pad = g.pad();
    return new Conv2dReference(
        new int[] {window.strideH(), window.strideW()},
        new int[] {pad.top(), pad.bottom(), pad.left(), pad.right()},
        new int[] {window.dilationH(), window.dilationW()},
        g.groups());
  }
}
