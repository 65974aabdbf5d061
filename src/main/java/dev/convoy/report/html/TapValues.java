package dev.convoy.report.html;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;

/**
 * What an image gave at a tap: some of its feature maps, or its vector.
 *
 * @param tap the node's name
 * @param shape of the whole, {@code [h, w, c]} or of another rank
 * @param channels whose maps these are; empty for a vector
 * @param h rows of a map; 1 for a vector
 * @param w columns of a map; its length for a vector
 * @param maps a map per channel, row-major; one row for a vector
 */
public record TapValues(String tap, Shape shape, int[] channels, int h, int w, float[][] maps)
    implements Serializable {
  public TapValues {
    Check.that(
        channels.length == 0 || channels.length == maps.length,
        "tap %s: %s channels, %s maps",
        tap,
        channels.length,
        maps.length);
    for (float[] map : maps) {
      Check.length("map of tap " + tap, map, (long) h * w);
    }
  }

  /** A tap that has no rows and columns. */
  public static TapValues ofVector(String tap, Shape shape, float[] values) {
    return new TapValues(tap, shape, new int[0], 1, values.length, new float[][] {values});
  }

  boolean isVector() {
    return channels.length == 0;
  }
}
