package dev.convoy.job.pack;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.OutputPaths;
import dev.convoy.job.report.ReportFile;
import dev.convoy.store.RunFile;
import dev.convoy.store.TableCommit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a pack run writes.
 *
 * @param folders by table
 * @param runFile the run's numbers
 * @param report the page on the run
 */
record PackOutput(
    Map<String, String> folders, String runFile, ReportFile report, TableCommit.Existing existing) {
  static PackOutput read(ConfigNode file, Configuration conf) {
    ConfigNode output =
        file.get("output")
            .onlyKeys(PackTables.IMAGES, PackTables.REJECTS, "run", ReportFile.REPORT);
    Map<String, String> folders = new LinkedHashMap<>();
    String images = output.get(PackTables.IMAGES).string();
    folders.put(PackTables.IMAGES, images);
    folders.put(
        PackTables.REJECTS,
        output
            .find(PackTables.REJECTS)
            .map(ConfigNode::string)
            .orElse(OutputPaths.beside(images, PackTables.REJECTS)));
    boolean overwrite = file.find("overwrite").map(ConfigNode::bool).orElse(false);
    if (!overwrite) {
      folders.forEach((table, path) -> OutputPaths.refuseExisting(output, table, path, conf));
    }
    ConfigNode input = file.get("input").get("images");
    for (ConfigNode written : ReportFile.places(output)) {
      OutputPaths.refuseWithin(written, input, conf);
    }
    String runFile =
        output
            .find("run")
            .map(ConfigNode::string)
            .orElse(OutputPaths.beside(images, RunFile.FILE_NAME));
    return new PackOutput(
        folders,
        runFile,
        ReportFile.read(file, runFile),
        overwrite ? TableCommit.Existing.OVERWRITE : TableCommit.Existing.REFUSE);
  }
}
