package dev.convoy.job.export;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.HadoopFiles;
import dev.convoy.job.HadoopSettings;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import dev.convoy.job.NetworkSetup;
import dev.convoy.job.OutputPaths;
import dev.convoy.onnx.writer.OnnxModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** {@code job: export}: writes a network as an ONNX model. */
public final class ExportKind implements JobKind {
  private static final String MODEL = "model";

  @Override
  public String name() {
    return "export";
  }

  @Override
  public String purpose() {
    return "writes a network, with trained weights or its own, as an ONNX model";
  }

  @Override
  public List<JobKey> keys() {
    List<JobKey> keys = new ArrayList<>(NetworkSetup.keys());
    keys.add(new JobKey("output.model", "path", "required", "the .onnx file"));
    keys.add(new JobKey("overwrite", "true | false", "false", "replace an earlier model"));
    return keys;
  }

  @Override
  public Job read(ConfigNode file) {
    Configuration conf = HadoopSettings.beforeSpark();
    checkKeys(file);
    file.find("input").ifPresent(input -> input.onlyKeys(NetworkSetup.IMAGE_SIZE));
    NetworkSetup setup = NetworkSetup.read(file, new HadoopFiles(conf));
    ConfigNode output = file.get("output").onlyKeys(MODEL);
    ConfigNode model = output.get(MODEL);
    boolean overwrite = file.find("overwrite").map(ConfigNode::bool).orElse(false);
    if (!overwrite) {
      OutputPaths.refuseExisting(output, MODEL, model.string(), conf);
    }
    OutputPaths.refuseWithin(model, file.get("network"), conf);
    OnnxModel written;
    try {
      written = OnnxModel.of(setup.network());
    } catch (IllegalArgumentException e) {
      throw file.get("network").error("%s", e.getMessage());
    }
    if (!overwrite && written.hasDataFile()) {
      OutputPaths.refuseExisting(output, MODEL, ExportJob.dataFile(model.string()), conf);
    }
    return new ExportJob(setup, written, model.string());
  }
}
