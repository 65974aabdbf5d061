package dev.convoy.job.forward;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.store.RunFile;
import dev.convoy.store.TableCommit;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where a forward run writes.
 *
 * @param folders by table: features and caches where asked, rejects always
 * @param runFile the run's numbers
 */
record ForwardOutput(Map<String, String> folders, String runFile, TableCommit.Existing existing) {

  static ForwardOutput read(ConfigNode file, Configuration conf) {
    ConfigNode output = file.get("output").onlyKeys("features", "caches", "rejects", "run");
    Map<String, String> folders = new LinkedHashMap<>();
    for (String table : new String[] {ForwardTables.FEATURES, ForwardTables.CACHES}) {
      output.find(table).ifPresent(folder -> folders.put(table, folder.string()));
    }
    if (folders.isEmpty()) {
      throw output.error("names no output; needs \"features\" or \"caches\"");
    }
    Path first = new Path(folders.values().iterator().next());
    folders.put(
        ForwardTables.REJECTS,
        output.find("rejects").map(ConfigNode::string).orElse(beside(first, "rejects")));
    boolean overwrite = file.find("overwrite").map(ConfigNode::bool).orElse(false);
    if (!overwrite) {
      for (Map.Entry<String, String> folder : folders.entrySet()) {
        refuseExisting(output, folder.getKey(), new Path(folder.getValue()), conf);
      }
    }
    return new ForwardOutput(
        folders,
        output.find("run").map(ConfigNode::string).orElse(beside(first, RunFile.FILE_NAME)),
        overwrite ? TableCommit.Existing.OVERWRITE : TableCommit.Existing.REFUSE);
  }

  private static String beside(Path folder, String name) {
    Path parent = folder.getParent();
    return parent == null || parent.toString().isEmpty() ? name : new Path(parent, name).toString();
  }

  /** Found here, before Spark starts, rather than at the first write. */
  private static void refuseExisting(
      ConfigNode output, String table, Path folder, Configuration conf) {
    boolean exists;
    try {
      exists = folder.getFileSystem(conf).exists(folder);
    } catch (IOException e) {
      throw output.error("%s: %s cannot be looked at: %s", table, folder, e.getMessage());
    }
    if (exists) {
      throw new ConfigException(
          output.find(table).map(ConfigNode::place).orElse(output.place())
              + ": output "
              + table
              + ": "
              + folder
              + " exists; set overwrite: true, or name another folder");
    }
  }

  boolean writesFeatures() {
    return folders.containsKey(ForwardTables.FEATURES);
  }

  boolean writesCaches() {
    return folders.containsKey(ForwardTables.CACHES);
  }
}
