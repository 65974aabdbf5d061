package dev.convoy.cli;

import dev.convoy.job.Progress;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * A bar that a terminal redraws in place, with images done, images/s and time left. At the end of a
 * stage it makes room for the line that a log would hold.
 */
final class BarProgress implements Progress {
  private static final int REDRAW_MILLIS = 200;

  private final Progress lines;
  private final PrintStream out;
  private final int columns;
  private @Nullable ProgressBar bar;

  /**
   * Draws nothing yet.
   *
   * @param lines hears of every stage too
   * @param columns the terminal's width; the bar stays one short, so that it never wraps
   */
  BarProgress(Progress lines, PrintStream out, int columns) {
    this.lines = lines;
    this.out = out;
    this.columns = columns;
  }

  @Override
  public synchronized void begin(String what, long imageCount) {
    end();
    lines.begin(what, imageCount);
    bar =
        new ProgressBarBuilder()
            .setTaskName(what)
            .setInitialMax(imageCount)
            .setUnit(" images", 1)
            .showSpeed(new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setConsumer(new OneLine(out, columns - 1))
            .build();
  }

  @Override
  public synchronized void done(long imageCount) {
    lines.done(imageCount);
    if (bar != null && imageCount > bar.getCurrent()) {
      bar.stepTo(imageCount);
    }
  }

  /** The line takes the bar's place; the bar is drawn anew below it. */
  @Override
  public synchronized void note(String line) {
    clear();
    lines.note(line);
  }

  private void clear() {
    out.print("\r" + " ".repeat(columns - 1) + "\r");
  }

  @Override
  public synchronized void end() {
    if (bar != null) {
      bar.close();
      bar = null;
      clear();
    }
    lines.end();
  }

  /**
   * Draws over one and the same line. The library's own console leaves the bar of a very short
   * stage standing.
   */
  private record OneLine(PrintStream out, int width) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public void accept(String line) {
      out.print("\r" + line);
    }

    @Override
    public void close() {}
  }
}
