package dev.convoy.image;

import dev.convoy.config.ConfigNode;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * A size to bring pictures to, as written under {@code resize} and {@code crop}.
 *
 * <pre>
 *   absent   as the picture is
 *   [h, w]   exactly that
 *   n        resize: the shorter side becomes n, the other int(n * longer / shorter)
 *            crop:   exactly n x n
 * </pre>
 *
 * @param rule which of these
 * @param h rows, or the shorter side; 0 for {@code AS_IS}
 * @param w columns; 0 where the rule does not say
 */
record TargetSize(Rule rule, int h, int w) implements Serializable {
  enum Rule {
    AS_IS,
    SHORTER_SIDE,
    EXACT
  }

  static final TargetSize AS_IS = new TargetSize(Rule.AS_IS, 0, 0);

  /** Sides above this are taken for slips of the pen: 16,384 x 16,384 RGB is 0.8 GB. */
  private static final int LONGEST_SIDE = 16_384;

  static TargetSize resizeFrom(ConfigNode node) {
    return node.isList() ? exact(node) : new TargetSize(Rule.SHORTER_SIDE, side(node), 0);
  }

  static TargetSize cropFrom(ConfigNode node) {
    return node.isList() ? exact(node) : new TargetSize(Rule.EXACT, side(node), side(node));
  }

  private static TargetSize exact(ConfigNode node) {
    List<ConfigNode> sides = node.list();
    if (sides.size() != 2) {
      throw node.error("found a list of %s, needed [height, width] or one number", sides.size());
    }
    return new TargetSize(Rule.EXACT, side(sides.get(0)), side(sides.get(1)));
  }

  private static int side(ConfigNode node) {
    return node.integer(1, LONGEST_SIDE);
  }

  /** Rows that a picture of {@code height} x {@code width} shall have. */
  long rowsFor(int height, int width) {
    return switch (rule) {
      case AS_IS -> height;
      case EXACT -> h;
      case SHORTER_SIDE -> height <= width ? h : longer(height, width);
    };
  }

  /** Columns that a picture of {@code height} x {@code width} shall have. */
  long columnsFor(int height, int width) {
    return switch (rule) {
      case AS_IS -> width;
      case EXACT -> w;
      case SHORTER_SIDE -> width <= height ? h : longer(width, height);
    };
  }

  private long longer(int longSide, int shortSide) {
    return (long) ((double) ((long) h * longSide) / shortSide);
  }

  /** As it would be written in a file; {@code none} for {@code AS_IS}. */
  @Override
  public String toString() {
    return switch (rule) {
      case AS_IS -> "none";
      case EXACT -> String.format(Locale.ROOT, "[%d, %d]", h, w);
      case SHORTER_SIDE -> Integer.toString(h);
    };
  }
}
