package dev.convoy.job.report;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.JobKey;
import dev.convoy.job.OutputPaths;
import dev.convoy.job.Summary;
import dev.convoy.report.html.RunReport;
import dev.convoy.report.html.Section;
import dev.convoy.report.html.Table;
import dev.convoy.store.RunFile;
import dev.convoy.store.StoreException;
import dev.convoy.store.WholeFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where a run's report goes, and what its job file said. A report that cannot be made is no reason
 * to lose a run: it becomes a note.
 *
 * @param file empty where none is wanted
 * @param parameters of the job file and the command line, by dotted key
 */
public record ReportFile(Optional<String> file, Map<String, String> parameters) {
  /** The key below {@code output}. */
  public static final String REPORT = "report";

  private static final String NONE = "none";
  private static final String JSON = ".json";

  public static JobKey key() {
    return new JobKey(
        "output." + REPORT, "path | none", "beside the output", "a page on the run, for a browser");
  }

  /**
   * Reads the key.
   *
   * @param job the whole job file
   * @param runFile the run's numbers; the report lies beside them where nothing else is written
   */
  public static ReportFile read(ConfigNode job, String runFile) {
    Optional<ConfigNode> written = job.get("output").find(REPORT);
    String name = new Path(runFile).getName();
    String beside =
        name.equals(RunFile.FILE_NAME)
            ? RunReport.FILE_NAME
            : (name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name)
                + ".html";
    String file =
        written.map(ConfigNode::string).orElseGet(() -> OutputPaths.beside(runFile, beside));
    Map<String, String> parameters = new LinkedHashMap<>();
    collect(job, parameters);
    return new ReportFile(file.equals(NONE) ? Optional.empty() : Optional.of(file), parameters);
  }

  /** The places that a mapping {@code output} names: all of it but {@code report: none}. */
  public static List<ConfigNode> places(ConfigNode output) {
    return output.mapping().entrySet().stream()
        .filter(key -> !key.getKey().equals(REPORT) || !key.getValue().string().equals(NONE))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static void collect(ConfigNode node, Map<String, String> parameters) {
    if (node.isMapping()) {
      node.mapping().values().forEach(value -> collect(value, parameters));
    } else {
      parameters.put(node.path(), node.toString());
    }
  }

  public boolean isWanted() {
    return file.isPresent();
  }

  /**
   * Removes an earlier run's report, so that it does not speak for the run that begins.
   *
   * @throws StoreException if it is there and cannot be removed
   */
  public void remove(Configuration conf) {
    file.ifPresent(path -> WholeFile.of(path, conf).remove());
  }

  /**
   * Makes the report and writes it.
   *
   * @return a line for the summary; empty where none is wanted
   */
  public Optional<String> write(Supplier<RunReport> report, Configuration conf) {
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      WholeFile.of(file.get(), conf).write(report.get().toHtml());
      return Optional.of(Summary.line(REPORT, "%s", file.get()));
    } catch (StoreException e) {
      return Optional.of(Summary.line(REPORT, "not written: %s", e.getMessage()));
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) { // no java.desktop, for one
      return Optional.of(Summary.line(REPORT, "not made: %s", e));
    }
  }

  /** What stands at the end of every report: what was asked for, and what did it. */
  public List<Section> ending(Map<String, String> surroundings) {
    return List.of(
        Table.ofPairs(
            "What was asked for", "The job file, with what the command line set.", parameters),
        Table.ofPairs("What did it", "Versions, machines and their tasks.", surroundings));
  }
}
