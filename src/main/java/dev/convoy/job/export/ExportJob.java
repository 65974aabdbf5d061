package dev.convoy.job.export;

import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Progress;
import dev.convoy.job.Summary;
import dev.convoy.network.Network;
import dev.convoy.onnx.writer.OnnxModel;
import dev.convoy.store.WholeFile;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** Writes the model, and the file of weights beside it where there is one. All on the driver. */
final class ExportJob implements Job {
  private final NetworkSetup setup;
  private final OnnxModel model;
  private final String file;

  ExportJob(NetworkSetup setup, OnnxModel model, String file) {
    this.setup = setup;
    this.model = model;
    this.file = file;
  }

  /** Where the weights of a large model go. */
  static String dataFile(String model) {
    return model + ".data";
  }

  @Override
  public String title() {
    return "export, network " + setup.network().name();
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    Configuration conf = spark.sparkContext().hadoopConfiguration();
    Network network = setup.network();
    String dataFile = new Path(dataFile(file)).getName();
    List<String> lines = new ArrayList<>();
    lines.add(Summary.network(network));
    lines.add(
        Summary.line(
            "model",
            "%s: %,d nodes, %,.1f MB of weights, operator set %d",
            file,
            model.nodeCount(),
            model.weightBytes() / 1e6,
            model.opset()));
    if (model.hasDataFile()) {
      WholeFile.of(file, conf).remove(); // an earlier model would read the new weights
      WholeFile.of(dataFile(file), conf).write(model::writeData); // before what names it
      lines.add(Summary.line("weights", "%s, which belongs beside the model", dataFile(file)));
    }
    WholeFile.of(file, conf).write(out -> model.writeModel(out, dataFile));
    lines.add(Summary.line("input", "%s [N, C, H, W], floats", network.inputName()));
    lines.add(Summary.line("", "prepared by: %s", setup.preprocess().describe()));
    network
        .outputNames()
        .forEach(
            (node, name) ->
                lines.add(Summary.line("output", "%s %s an image", name, network.shapeOf(node))));
    return new JobOutcome(lines, false);
  }
}
