package dev.convoy.report.html;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * An image as the network saw it, and what it gave.
 *
 * @param label its class; -1 for none
 * @param taps the same, in the same order, for every specimen of a run
 */
public record Specimen(String path, int label, Raster picture, List<TapValues> taps)
    implements Serializable {
  public Specimen {
    taps = new ArrayList<>(taps);
  }
}
