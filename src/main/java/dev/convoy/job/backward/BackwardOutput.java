package dev.convoy.job.backward;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.OutputPaths;
import dev.convoy.job.report.ReportFile;
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
 * @param report the page on the run
 */
record BackwardOutput(
    String gradients,
    Optional<String> gradInput,
    String runFile,
    ReportFile report,
    TableCommit.Existing existing) {

  static BackwardOutput read(ConfigNode file, Configuration conf) {
    ConfigNode output =
        file.get("output").onlyKeys("gradients", "gradInput", "run", ReportFile.REPORT);
    String gradients = output.get("gradients").string();
    Optional<String> gradInput = output.find("gradInput").map(ConfigNode::string);
    boolean overwrite = file.find("overwrite").map(ConfigNode::bool).orElse(false);
    if (!overwrite) {
      OutputPaths.refuseExisting(output, "gradients", gradients, conf);
      gradInput.ifPresent(folder -> OutputPaths.refuseExisting(output, "gradInput", folder, conf));
    }
    String runFile =
        output
            .find("run")
            .map(ConfigNode::string)
            .orElse(OutputPaths.beside(gradients, RunFile.FILE_NAME));
    return new BackwardOutput(
        gradients,
        gradInput,
        runFile,
        ReportFile.read(file, runFile),
        overwrite ? TableCommit.Existing.OVERWRITE : TableCommit.Existing.REFUSE);
  }
}
