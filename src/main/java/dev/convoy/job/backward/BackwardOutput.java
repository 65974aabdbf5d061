package dev.convoy.job.backward;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.OutputPaths;
import dev.convoy.store.RunFile;
import dev.convoy.store.TableCommit;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a backward run writes.
 *
 * @param gradients NumPy archive of the summed gradients
 * @param gradInput folder for the gradient of each image, where asked
 * @param runFile the run's numbers
 */
record BackwardOutput(
    String gradients, Optional<String> gradInput, String runFile, TableCommit.Existing existing) {

  static BackwardOutput read(ConfigNode file, Configuration conf) {
    ConfigNode output = file.get("output").onlyKeys("gradients", "gradInput", "run");
    String gradients = output.get("gradients").string();
    Optional<String> gradInput = output.find("gradInput").map(ConfigNode::string);
    boolean overwrite = file.find("overwrite").map(ConfigNode::bool).orElse(false);
    if (!overwrite) {
      OutputPaths.refuseExisting(output, "gradients", gradients, conf);
      gradInput.ifPresent(folder -> OutputPaths.refuseExisting(output, "gradInput", folder, conf));
    }
    return new BackwardOutput(
        gradients,
        gradInput,
        output
            .find("run")
            .map(ConfigNode::string)
            .orElse(OutputPaths.beside(gradients, RunFile.FILE_NAME)),
        overwrite ? TableCommit.Existing.OVERWRITE : TableCommit.Existing.REFUSE);
  }
}
