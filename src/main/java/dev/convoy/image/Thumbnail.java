package dev.convoy.image;

/** Small pictures for people to look at; nothing a network ever sees. */
public final class Thumbnail {
  private Thumbnail() {}

  /**
   * A picture made smaller.
   *
   * @param side what its longer side has at most afterwards
   */
  public static Pixels of(Pixels picture, int side) {
    int longer = Math.max(picture.h(), picture.w());
    if (longer <= side) {
      return picture;
    }
    int h = Math.max(1, (int) ((long) picture.h() * side / longer));
    int w = Math.max(1, (int) ((long) picture.w() * side / longer));
    return Resize.to(picture, h, w);
  }
}
