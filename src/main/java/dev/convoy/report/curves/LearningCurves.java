package dev.convoy.report.curves;

import dev.convoy.report.Printable;
import dev.convoy.tensor.Check;
import java.util.List;
import java.util.Locale;

/**
 * Draws how a network learned: loss and accuracy over the epochs, in training and on test data.
 *
 * <pre>
 *   network          --o-- training  --#-- test
 *   loss  |\                 accuracy |   ___
 *         | \____                     |  /
 *         |______                     | /____
 *          epoch                        epoch
 * </pre>
 *
 * <p>A value that is not finite has no point; the line goes on at the next. The same metrics give
 * the same bytes on the same Java with the same fonts. Needs no display.
 */
public final class LearningCurves { // names no class of java.desktop, to load where there is none
  private LearningCurves() {}

  /** How the picture is kept: SVG is sharp at any size, PNG opens anywhere. */
  public enum Format {
    SVG,
    PNG;

    /**
     * The format that a file's name asks for.
     *
     * @throws IllegalArgumentException if it ends in neither {@code .svg} nor {@code .png}
     */
    public static Format of(String fileName) {
      String name = fileName.toLowerCase(Locale.ROOT);
      for (Format format : values()) {
        if (name.endsWith("." + format.name().toLowerCase(Locale.ROOT))) {
          return format;
        }
      }
      throw Check.failure("picture %s: needed a name that ends in .svg or .png", fileName);
    }
  }

  /**
   * Draws one picture of both panels.
   *
   * @param title the network's name
   * @param epochs at least one, in rising order
   * @return the bytes of a file
   * @throws IllegalArgumentException if the epochs do not rise or there are none
   * @throws PlotException if this JVM cannot draw: no fonts, or a Java without its desktop module
   */
  public static byte[] draw(String title, List<EpochMetrics> epochs, Format format) {
    Check.that(!epochs.isEmpty(), "curves of %s: no epochs, needed at least one", title);
    for (int i = 1; i < epochs.size(); i++) {
      int before = epochs.get(i - 1).epoch();
      int here = epochs.get(i).epoch();
      Check.that(before < here, "curves of %s: epoch %s follows epoch %s", title, here, before);
    }
    String printable = Printable.line(title);
    try {
      return switch (format) {
        case SVG -> Picture.svg(printable, epochs);
        case PNG -> Picture.png(printable, epochs);
      };
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Exception | Error e) { // Java's own desktop throws even a bare Error without fonts
      throw cannotDraw(printable, e);
    }
  }

  private static PlotException cannotDraw(String title, Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new PlotException(
        "curves of "
            + title
            + " not drawn: "
            + cause
            + "; drawing needs Java's module java.desktop, fontconfig and a font on this machine,"
            + " and -Djava.awt.headless=true where DISPLAY names a screen that is not there",
        thrown);
  }
}
