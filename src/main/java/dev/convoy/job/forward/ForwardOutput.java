package dev.convoy.job.forward;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.OutputPaths;
import dev.convoy.job.report.ReportFile;
import dev.convoy.store.Ledger;
import dev.convoy.store.RunFile;
import dev.convoy.store.TableCommit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * Where a forward run writes.
 *
 * @param folders by table: features and caches where asked, rejects always
 * @param ledger folder of the ledger, for runs that only do what is missing
 * @param runFile the run's numbers
 */
record ForwardOutput(
    Map<String, String> folders, String ledger, String runFile, TableCommit.Existing existing) {
  static final String ONLY_NEW = "onlyNew";

  static ForwardOutput read(ConfigNode file, Configuration conf) {
    ConfigNode output =
        file.get("output")
            .onlyKeys("features", "caches", "rejects", "ledger", "run", ReportFile.REPORT);
    Map<String, String> folders = new LinkedHashMap<>();
    for (String table : new String[] {ForwardTables.FEATURES, ForwardTables.CACHES}) {
      output.find(table).ifPresent(folder -> folders.put(table, folder.string()));
    }
    if (folders.isEmpty()) {
      throw output.error("names no output; needs \"features\" or \"caches\"");
    }
    String first = folders.values().iterator().next();
    folders.put(
        ForwardTables.REJECTS,
        output
            .find("rejects")
            .map(ConfigNode::string)
            .orElse(OutputPaths.beside(first, "rejects")));
    boolean overwrite = file.find("overwrite").map(ConfigNode::bool).orElse(false);
    boolean onlyNew = file.find(ONLY_NEW).map(ConfigNode::bool).orElse(false);
    if (overwrite && onlyNew) {
      throw file.get(ONLY_NEW)
          .error(
              "goes on with the output of earlier runs, \"overwrite\" replaces it; set one only");
    }
    if (!overwrite && !onlyNew) {
      for (Map.Entry<String, String> folder : folders.entrySet()) {
        OutputPaths.refuseExisting(output, folder.getKey(), folder.getValue(), conf);
      }
    }
    return new ForwardOutput(
        folders,
        output
            .find(Ledger.TABLE)
            .map(ConfigNode::string)
            .orElse(OutputPaths.beside(first, Ledger.TABLE)),
        output
            .find("run")
            .map(ConfigNode::string)
            .orElse(OutputPaths.beside(first, RunFile.FILE_NAME)),
        overwrite ? TableCommit.Existing.OVERWRITE : TableCommit.Existing.REFUSE);
  }

  boolean writesFeatures() {
    return folders.containsKey(ForwardTables.FEATURES);
  }

  boolean writesCaches() {
    return folders.containsKey(ForwardTables.CACHES);
  }
}
