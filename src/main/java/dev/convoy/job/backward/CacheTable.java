package dev.convoy.job.backward;

import dev.convoy.config.ConfigNode;
import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.store.Manifest;
import dev.convoy.store.StoreException;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TensorForm;
import java.util.Collection;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The forward caches of an earlier run, checked to be whole and of this very network.
 *
 * @param manifest what its run says of it
 */
record CacheTable(StoredTable table, Manifest manifest) {
  private static final int SHORT = 12;
  private static final String CACHES = "caches";

  /**
   * Opens a folder of caches.
   *
   * @throws dev.convoy.config.ConfigException at {@code key}, if the folder is not whole, holds
   *     something else, or was made by another network or with other weights
   */
  static CacheTable open(ConfigNode key, Network network, Configuration conf) {
    String folder = key.string();
    try {
      Manifest manifest = Manifest.read(folder, conf);
      if (!manifest.kind().equals(CACHES)) {
        throw key.error(
            "%s holds %s, needed the forward caches of a forward job (its output.caches)",
            folder, manifest.kind());
      }
      if (!manifest.fingerprint().equals(network.fingerprint())) {
        throw key.error("%s", otherNetwork(folder, manifest, network));
      }
      StoredTable table = StoredTable.open(folder, conf);
      if (table.rows() != manifest.rows()) {
        throw key.error(
            "%s: found %s rows, its manifest says %s; run the forward job again",
            folder, table.rows(), manifest.rows());
      }
      if (table.rows() == 0) {
        throw key.error(
            "forward cache %s has no rows: of %s images of the forward run %s were rejected;"
                + " see why in its table of rejects",
            folder, manifest.images(), manifest.rejects());
      }
      return new CacheTable(table, manifest);
    } catch (StoreException e) {
      throw key.error("%s", e.getMessage());
    }
  }

  private static String otherNetwork(String folder, Manifest manifest, Network network) {
    boolean sameName = manifest.network().equals(network.name());
    return "forward cache %s: made by network \"%s\" %s, this job names \"%s\" %s%s; run the forward job again or name the network it was made with"
        .formatted(
            folder,
            manifest.network(),
            shortened(manifest.fingerprint()),
            network.name(),
            shortened(network.fingerprint()),
            sameName ? " (the same name, but other layers or weights)" : "");
  }

  private static String shortened(String fingerprint) {
    return fingerprint.substring(0, Math.min(SHORT, fingerprint.length()));
  }

  /** Throws unless every tensor has its column. */
  void checkHolds(ConfigNode key, Collection<KeptTensor> kept) {
    for (KeptTensor tensor : kept) {
      Optional<TensorForm> form = table.form(tensor.name());
      if (form.isEmpty() || !form.get().shape().equals(tensor.shape())) {
        throw key.error(
            "forward cache %s: column \"%s\" %s, needed a tensor %s; run the forward job again",
            table.folder(),
            tensor.name(),
            form.map(found -> "has shape " + found.shape()).orElse("is missing"),
            tensor.shape());
      }
    }
  }

  /** Examples that went into the forward run, rejects included: ids lie below. */
  long images() {
    return manifest.images();
  }
}
