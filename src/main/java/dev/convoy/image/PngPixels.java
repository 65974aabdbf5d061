package dev.convoy.image;

import static dev.convoy.image.ImageDecoder.bad;

import dev.convoy.image.PngFile.Piece;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Turns a PNG's compressed data into raw 8 bit samples: inflate, undo the row filters, unpack the
 * bits, place the pixels. Java's own reader is not used, because it applies gamma to grey pictures
 * and reads ancillary chunks of any size; this one sees samples only.
 *
 * <p>An interlaced picture comes as seven smaller ones (Adam7), each a grid of every so many rows
 * and columns; a plain one is a single grid of all pixels.
 *
 * <p>Scratch is two rows of the encoded picture.
 */
final class PngPixels {
  /** Rows {@code y, y + stepY, ...} and columns {@code x, x + stepX, ...} of the picture. */
  private record Grid(int x, int y, int stepX, int stepY) {}

  private static final Grid[] PLAIN = {new Grid(0, 0, 1, 1)};
  private static final Grid[] ADAM7 = {
    new Grid(0, 0, 8, 8),
    new Grid(4, 0, 8, 8),
    new Grid(0, 4, 4, 8),
    new Grid(2, 0, 4, 4),
    new Grid(0, 2, 2, 4),
    new Grid(1, 0, 2, 2),
    new Grid(0, 1, 1, 2)
  };

  private final PngFile png;
  private final Inflater inflater;
  private final byte[] out;
  private int piecesGiven;
  private int rowsDone;

  private PngPixels(PngFile png, Inflater inflater) {
    this.png = png;
    this.inflater = inflater;
    this.out = new byte[png.w() * png.h() * png.channels()];
  }

  /** Decodes a file whose size has been checked. */
  static Pixels decode(PngFile png) throws BadImageException {
    Inflater inflater = new Inflater();
    try {
      PngPixels pixels = new PngPixels(png, inflater);
      for (Grid grid : png.interlaced() ? ADAM7 : PLAIN) {
        pixels.decode(grid);
      }
      return new Pixels(png.h(), png.w(), png.channels(), pixels.out);
    } finally {
      inflater.end();
    }
  }

  private void decode(Grid grid) throws BadImageException {
    int columns = (png.w() - grid.x + grid.stepX - 1) / grid.stepX;
    if (columns <= 0) {
      return; // a narrow picture leaves a pass empty
    }
    long rowBytes = ((long) columns * png.bitsPerPixel() + 7) / 8;
    if (rowBytes > Pixels.MOST_BYTES) {
      throw bad("%s x %s pixels: a row of %,d bytes does not fit", png.w(), png.h(), rowBytes);
    }
    byte[] filter = new byte[1];
    byte[] row = new byte[(int) rowBytes];
    byte[] above = new byte[(int) rowBytes];
    for (int y = grid.y; y < png.h(); y += grid.stepY) {
      inflate(filter);
      inflate(row);
      unfilter(filter[0], row, above);
      place(row, columns, (y * png.w() + grid.x) * png.channels(), grid.stepX * png.channels());
      byte[] free = above;
      above = row;
      row = free;
      rowsDone++;
    }
  }

  private void inflate(byte[] wanted) throws BadImageException {
    int at = 0;
    try {
      while (at < wanted.length) {
        int got = inflater.inflate(wanted, at, wanted.length - at);
        at += got;
        if (got == 0) {
          giveNextPiece();
        }
      }
    } catch (DataFormatException e) {
      throw bad("corrupt: the PNG's compressed data is damaged, %s", where());
    }
  }

  private void giveNextPiece() throws BadImageException {
    if (!inflater.needsInput() || inflater.finished() || piecesGiven == png.data().size()) {
      throw bad("truncated: the PNG's pixel data ends early, %s", where());
    }
    Piece piece = png.data().get(piecesGiven++);
    inflater.setInput(png.file(), piece.at(), piece.length());
  }

  private String where() {
    return png.interlaced()
        ? "after " + rowsDone + " rows of its interlace passes"
        : rowsDone + " of " + png.h() + " rows are whole";
  }

  /** Undoes one row's filter: each byte was stored as its difference from a prediction. */
  private void unfilter(byte filter, byte[] row, byte[] above) throws BadImageException {
    int left = Math.max(1, png.bitsPerPixel() / 8); // distance to the same sample one pixel before
    switch (filter) {
      case 0 -> {}
      case 1 -> {
        for (int i = left; i < row.length; i++) {
          row[i] += row[i - left];
        }
      }
      case 2 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> unfilterAverage(row, above, left);
      case 4 -> unfilterPaeth(row, above, left);
      default -> throw bad("corrupt: PNG row filter %s, known are 0 to 4; %s", filter, where());
    }
  }

  private static void unfilterAverage(byte[] row, byte[] above, int left) {
    for (int i = 0; i < row.length; i++) {
      int before = i < left ? 0 : row[i - left] & 0xFF;
      row[i] += (byte) ((before + (above[i] & 0xFF)) / 2);
    }
  }

  private static void unfilterPaeth(byte[] row, byte[] above, int left) {
    int start = Math.min(left, row.length);
    for (int i = 0; i < start; i++) {
      row[i] += above[i]; // with nothing to the left, the byte above predicts
    }
    for (int i = start; i < row.length; i++) {
      row[i] += paeth(row[i - left] & 0xFF, above[i] & 0xFF, above[i - left] & 0xFF);
    }
  }

  /** Of three neighbours the one nearest to {@code left + up - corner}; ties in that order. */
  private static byte paeth(int left, int up, int corner) {
    int fromLeft = Math.abs(up - corner);
    int fromUp = Math.abs(left - corner);
    int fromCorner = Math.abs(left + up - 2 * corner);
    if (fromLeft <= fromUp && fromLeft <= fromCorner) {
      return (byte) left;
    }
    return (byte) (fromUp <= fromCorner ? up : corner);
  }

  /** Writes one row's pixels to {@code out[at], out[at + step], ...}. */
  private void place(byte[] row, int columns, int at, int step) throws BadImageException {
    if (png.bits() < 8 || png.isIndexed()) {
      placePacked(row, columns, at, step);
      return;
    }
    int channels = png.channels();
    int sampleBytes = png.bits() / 8; // the high byte comes first
    int pixelBytes = png.samples() * sampleBytes;
    if (pixelBytes == channels && step == channels) {
      System.arraycopy(row, 0, out, at, row.length);
      return;
    }
    for (int x = 0; x < columns; x++) {
      for (int c = 0; c < channels; c++) {
        out[at + x * step + c] = row[x * pixelBytes + c * sampleBytes];
      }
    }
  }

  private void placePacked(byte[] row, int columns, int at, int step) throws BadImageException {
    int bits = png.bits();
    int most = (1 << bits) - 1;
    byte[] palette = png.palette();
    for (int x = 0; x < columns; x++) {
      int bitAt = x * bits;
      int sample = row[bitAt >> 3] >> (8 - bits - (bitAt & 7)) & most;
      int to = at + x * step;
      if (!png.isIndexed()) {
        out[to] = (byte) (sample * 255 / most);
        continue;
      }
      if (3 * sample >= palette.length) {
        throw bad("corrupt: palette index %s, the palette has %s", sample, palette.length / 3);
      }
      out[to] = palette[3 * sample];
      out[to + 1] = palette[3 * sample + 1];
      out[to + 2] = palette[3 * sample + 2];
    }
  }
}
