package dev.convoy.job.backward;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.NearestName;
import dev.convoy.network.ClassifierLoss;
import dev.convoy.network.Network;
import dev.convoy.store.Column;
import dev.convoy.store.StoreException;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TensorForm;
import dev.convoy.store.WholeFile;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Where the gradient comes from that backward begins with. */
sealed interface Upstream {
  /** The node whose gradient it is. */
  String from();

  /** For the log. */
  String describe();

  /** From the labels, by a loss. */
  record Loss(ClassifierLoss loss) implements Upstream {
    @Override
    public String from() {
      return loss.from();
    }

    @Override
    public String describe() {
      return "softmaxCrossEntropy of " + loss.scores();
    }
  }

  /**
   * From an array {@code [images, ...]} of a NumPy archive, read on the driver and broadcast.
   *
   * @param values row-major; example id has the row of its number
   */
  record Array(String from, float[] values, int floatsPerImage, String describe)
      implements Upstream {}

  /** From a column of a table that has ids. */
  record Table(String from, StoredTable table, String column) implements Upstream {
    @Override
    public String describe() {
      return "column " + column + " of " + table.folder();
    }
  }

  /**
   * Reads {@code loss} or {@code gradOutput} of a job file.
   *
   * @throws ConfigException if both or none are there, or what they name does not fit
   */
  static Upstream read(ConfigNode job, Network network, CacheTable cache, Configuration conf) {
    boolean loss = job.find("loss").isPresent();
    if (loss == job.find("gradOutput").isPresent()) {
      throw new ConfigException(
          job.place()
              + ": needs exactly one of \"loss\" (softmaxCrossEntropy) and \"gradOutput\""
              + " (upstream gradients); has "
              + (loss ? "both" : "none"));
    }
    if (loss) {
      return new Loss(loss(job, network));
    }
    job.find("lossNode")
        .ifPresent(
            node -> {
              throw node.error("goes with \"loss\", but this job has gradOutput");
            });
    return given(job.get("gradOutput"), network, cache, conf);
  }

  private static ClassifierLoss loss(ConfigNode job, Network network) {
    job.get("loss").oneOf("softmaxCrossEntropy");
    try {
      return job.find("lossNode")
          .map(node -> ClassifierLoss.at(network, node(node, network)))
          .orElseGet(() -> ClassifierLoss.atOutput(network));
    } catch (IllegalArgumentException e) {
      throw job.find("lossNode")
          .orElse(job.get("loss"))
          .error("%s; name the node of the scores with lossNode", e.getMessage());
    }
  }

  private static String node(ConfigNode key, Network network) {
    String name = key.string();
    if (!network.hasNode(name)) {
      throw key.error(
          "network \"%s\" has no layer \"%s\"%s",
          network.name(), name, NearestName.hint(name, network.knownNames()));
    }
    return network.resolve(name);
  }

  private static Upstream given(
      ConfigNode key, Network network, CacheTable cache, Configuration conf) {
    key.onlyKeys("npz", "array", "table", "column", "node");
    String from =
        key.find("node").map(node -> node(node, network)).orElseGet(() -> output(key, network));
    Shape needed = network.shapeOf(from);
    boolean npz = key.find("npz").isPresent();
    boolean mixed = key.find(npz ? "column" : "array").isPresent();
    if (mixed || npz == key.find("table").isPresent()) {
      throw key.error("needs either npz and array, or table and column");
    }
    return npz ? array(key, from, needed, cache, conf) : table(key, from, needed, conf);
  }

  private static String output(ConfigNode key, Network network) {
    List<String> outputs = network.outputs();
    if (outputs.size() != 1) {
      throw key.error(
          "network \"%s\" has the outputs %s; say which one with \"node\"",
          network.name(), outputs);
    }
    return outputs.get(0);
  }

  private static Upstream array(
      ConfigNode key, String from, Shape needed, CacheTable cache, Configuration conf) {
    String file = key.get("npz").string();
    Map<String, NumpyArray> arrays;
    try {
      arrays = WholeFile.of(file, conf).readArrays();
    } catch (StoreException e) {
      throw key.get("npz").error("%s", e.getMessage());
    }
    ConfigNode name = key.get("array");
    NumpyArray array = arrays.get(name.oneOf(arrays.keySet()));
    int images = Math.toIntExact(cache.images());
    if (!array.shape().equals(needed.batch(images))) {
      throw name.error(
          "upstream gradients have shape %s, needed %s: one %s for each of the %s images of the"
              + " forward run, rejects included, for node \"%s\"",
          array.shape(), needed.batch(images), needed, images, from);
    }
    String what = "array " + name.string() + " of " + file;
    return new Array(from, array.floats(), needed.length(), what);
  }

  private static Upstream table(ConfigNode key, String from, Shape needed, Configuration conf) {
    ConfigNode folder = key.get("table");
    StoredTable table;
    try {
      table = StoredTable.open(folder.string(), conf);
    } catch (StoreException e) {
      throw folder.error("%s", e.getMessage());
    }
    ConfigNode column = key.get("column");
    String name = column.oneOf(table.columns());
    boolean hasIds = table.kind(TableSchema.ID).filter(k -> k == Column.Kind.LONG).isPresent();
    if (!hasIds) {
      throw folder.error(
          "table %s has no column \"id\" of whole numbers, which tells whose gradient a row is",
          table.folder());
    }
    TensorForm form =
        table
            .form(name)
            .filter(TensorForm::isFloat32)
            .orElseThrow(
                () ->
                    column.error(
                        "column \"%s\" is no float32 tensor with a shape; needed %s for node"
                            + " \"%s\"",
                        name, needed, from));
    if (!Arrays.equals(form.shape().toArray(), needed.toArray())) {
      throw column.error(
          "upstream gradients have shape %s, node \"%s\" needs %s", form.shape(), from, needed);
    }
    return new Table(from, table, name);
  }
}
