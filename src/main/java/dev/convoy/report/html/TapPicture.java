package dev.convoy.report.html;

import java.awt.image.BufferedImage;

/** Feature maps side by side, or a vector in lines of cells, in colours of a scale. */
final class TapPicture {
  private static final int LEAST_MAP = 80; // pixels; smaller maps are magnified
  private static final int GAP = 4;
  private static final int SHORT_VECTOR = 256; // in larger cells

  private TapPicture() {}

  static BufferedImage of(TapValues values, ValueScales scales) {
    return values.isVector() ? vector(values, scales) : maps(values, scales);
  }

  private static BufferedImage maps(TapValues values, ValueScales scales) {
    int larger = Math.max(values.h(), values.w());
    int scale = Math.max(1, (LEAST_MAP + larger - 1) / larger);
    int count = values.maps().length;
    int tile = values.w() * scale;
    BufferedImage picture = clear(count * (tile + GAP) - GAP, values.h() * scale);
    for (int m = 0; m < count; m++) {
      for (int y = 0; y < values.h(); y++) {
        for (int x = 0; x < values.w(); x++) {
          int rgb = Palette.viridis(scales.place(m, values.maps()[m][y * values.w() + x]));
          fill(picture, m * (tile + GAP) + x * scale, y * scale, scale, rgb);
        }
      }
    }
    return picture;
  }

  private static BufferedImage vector(TapValues values, ValueScales scales) {
    float[] vector = values.maps()[0];
    boolean isShort = vector.length <= SHORT_VECTOR;
    int cell = isShort ? 10 : 5; // pixels
    int columns = Math.min(isShort ? 32 : 64, vector.length);
    int lines = (vector.length + columns - 1) / columns;
    BufferedImage picture = clear(columns * cell, lines * cell);
    for (int i = 0; i < vector.length; i++) {
      int rgb = Palette.viridis(scales.place(0, vector[i]));
      fill(picture, i % columns * cell, i / columns * cell, cell, rgb);
    }
    return picture;
  }

  private static BufferedImage clear(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
  }

  private static void fill(BufferedImage picture, int left, int top, int side, int rgb) {
    for (int y = top; y < top + side; y++) {
      for (int x = left; x < left + side; x++) {
        picture.setRGB(x, y, 0xFF000000 | rgb);
      }
    }
  }
}
