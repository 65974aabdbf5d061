package dev.convoy.job.backward;

import java.io.Serializable;

/**
 * What backward knows of one example.
 *
 * @param label its class, or a negative number where it has none
 * @param cached whether its forward cache is here; if not, only the upstream gradient was read
 * @param tensors cells of the forward cache, in the order of {@link BackwardSettings#kept}
 * @param upstream the given gradient; empty where there is none yet, or it follows from the label
 */
record CacheRow(long id, String path, int label, boolean cached, byte[][] tensors, float[] upstream)
    implements Serializable {

  static CacheRow ofUpstream(long id, float[] upstream) {
    return new CacheRow(id, "", -1, false, new byte[0][], upstream);
  }

  CacheRow with(float[] given) {
    return new CacheRow(id, path, label, cached, tensors, given);
  }

  /** For messages: {@code id 17 (cats/17.png)}. */
  String name() {
    return path.isEmpty() ? "id " + id : "id " + id + " (" + path + ")";
  }
}
