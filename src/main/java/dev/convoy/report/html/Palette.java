package dev.convoy.report.html;

import java.awt.Color;

/** Colours: of values along a scale, and of kinds that have no order. */
final class Palette {
  /**
   * The scale viridis in ten steps; it reads the same in print and to the colour-blind.
   *
   * @see <a href="https://bids.github.io/colormap/">Smith and van der Walt 2015</a>
   */
  private static final int[] VIRIDIS = {
    0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b,
    0xfde725
  };

  private static final String[] KINDS = {
    "#4e79a7", "#f28e2b", "#e15759", "#59a14f", "#b07aa1", "#76b7b2", "#d4a72c", "#ff9da7",
    "#9c755f", "#79706e"
  };

  private static final double GOLDEN = 0.618034; // of a turn of hue, so that neighbours differ

  private Palette() {}

  /**
   * The colour of a value.
   *
   * @param value 0 for the scale's lower end, 1 for its upper; others and NaN are taken for an end
   * @return red, green, blue in the lower three bytes
   */
  static int viridis(double value) {
    double at = Math.max(0, Math.min(1, Double.isNaN(value) ? 0 : value)) * (VIRIDIS.length - 1);
    int low = Math.min((int) at, VIRIDIS.length - 2);
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = VIRIDIS[low] >> shift & 0xFF;
      int to = VIRIDIS[low + 1] >> shift & 0xFF;
      rgb |= (int) Math.round(from + (to - from) * (at - low)) << shift;
    }
    return rgb;
  }

  /** The colour of a kind, as the style sheet writes it. */
  static String kind(int number) {
    if (number < KINDS.length) {
      return KINDS[number];
    }
    float hue = (float) (number * GOLDEN % 1);
    return String.format("#%06x", Color.HSBtoRGB(hue, 0.55f, 0.8f) & 0xFFFFFF);
  }
}
