package dev.convoy.job.report;

import dev.convoy.report.html.RunReport.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The numbers to see first, as they are the same for all jobs over images. */
public final class Facts {
  private Facts() {}

  /** {@code 1,000 images in = 997 rows + 3 rejects}. */
  public static String inAndOut(long images, long rejects, boolean overMaxRejects) {
    return String.format(
            Locale.ROOT,
            "%,d images in = %,d rows + %,d rejects",
            images,
            images - rejects,
            rejects)
        + (overMaxRejects ? ", more than maxRejects allows" : "");
  }

  /** Images, rows, rejects, pace and time. */
  public static List<Fact> ofImages(long images, long rejects, long runMillis) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("images", count(images), ""));
    facts.add(new Fact("rows", count(images - rejects), ""));
    facts.add(new Fact("rejects", count(rejects), share(rejects, images)));
    double pace = images * 1e3 / Math.max(1, runMillis);
    facts.add(
        new Fact(
            "images/s",
            String.format(Locale.ROOT, pace < 10 ? "%.1f" : "%,.0f", pace),
            "from start to end"));
    facts.add(seconds(runMillis));
    return facts;
  }

  public static Fact seconds(long runMillis) {
    return new Fact(
        "seconds", String.format(Locale.ROOT, "%,.1f", runMillis / 1e3), "without Spark's start");
  }

  /** A whole number: {@code 1,000}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String share(long part, long whole) {
    return part == 0 || whole == 0
        ? ""
        : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / whole);
  }
}
