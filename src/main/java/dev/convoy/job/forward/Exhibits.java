package dev.convoy.job.forward;

import dev.convoy.report.html.Raster;
import dev.convoy.report.html.Specimen;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pictures for the report, made on an executor.
 *
 * @param specimens images with their feature maps
 * @param rejects what can be seen of rejects, by their ids
 * @param beginnings the first bytes of those of which nothing can be seen, in words, by their ids
 * @param missing why there are none, or not all; empty where nothing is missing
 */
record Exhibits(
    List<Specimen> specimens,
    Map<Long, Raster> rejects,
    Map<Long, String> beginnings,
    String missing)
    implements Serializable {
  static final Exhibits NONE = none("");

  Exhibits {
    specimens = new ArrayList<>(specimens);
    rejects = new LinkedHashMap<>(rejects);
    beginnings = new LinkedHashMap<>(beginnings);
  }

  /** None at all. */
  static Exhibits none(String why) {
    return new Exhibits(List.of(), Map.of(), Map.of(), why);
  }
}
