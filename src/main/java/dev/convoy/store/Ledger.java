package dev.convoy.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What of an output that grows counts, batch by batch, on the driver. A batch counts from the
 * moment its entry is there, which is one rename; files that no entry names are what a killed run
 * left, and are removed by the next.
 *
 * <pre>
 *   ledger/_parameters.json      what rows depend on, beside their images: the network, ...
 *   ledger/_batches/00000012.json  parts that batch 12 added, and parts it took away
 *   ledger/part-*.parquet        a row for every image that is done: written by the batch's tasks
 * </pre>
 */
public final class Ledger {
  /** Name of the ledger's own table, whose rows tell which images are done. */
  public static final String TABLE = "ledger";

  private static final String PARAMETERS = "_parameters.json";
  private static final String BATCHES = "_batches";
  private static final String OLD_BATCHES = "_old";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;
  private final FileSystem fs;
  private final Map<String, String> parameters;
  private final Map<String, LedgerPart> parts = new LinkedHashMap<>();
  private int entries;
  private int nextPart;

  private Ledger(Path folder, FileSystem fs, Map<String, String> parameters) {
    this.folder = folder;
    this.fs = fs;
    this.parameters = parameters;
  }

  /** Removes a ledger, if there is one. */
  public static void remove(String folder, Configuration conf) {
    if (exists(folder, conf)) {
      FileFolder.of(folder, conf).remove();
    }
  }

  /** Whether a run has begun a ledger in this folder. */
  public static boolean exists(String folder, Configuration conf) {
    try {
      Path path = new Path(folder, PARAMETERS);
      return path.getFileSystem(OutputFiles.settings(conf)).exists(path);
    } catch (IOException e) {
      throw new StoreException(folder + " cannot be looked at: " + OutputFiles.reason(e), e);
    }
  }

  /**
   * Reads a ledger.
   *
   * @throws StoreException if there is none, or it is damaged or of another version
   */
  public static Ledger open(String folder, Configuration conf) {
    Path path = new Path(folder);
    try {
      FileSystem fs = path.getFileSystem(OutputFiles.settings(conf));
      path = fs.makeQualified(path);
      Ledger ledger = new Ledger(path, fs, readParameters(fs, path));
      ledger.readEntries();
      return ledger;
    } catch (IOException e) {
      throw new StoreException("ledger " + folder + " cannot be read: " + OutputFiles.reason(e), e);
    }
  }

  /** Begins a ledger without entries; the folder is made. */
  public static Ledger begin(String folder, Map<String, String> parameters, Configuration conf) {
    Path path = new Path(folder);
    try {
      FileSystem fs = path.getFileSystem(OutputFiles.settings(conf));
      path = fs.makeQualified(path);
      OutputFiles.write(fs, new Path(path, PARAMETERS), JSON.writeValueAsString(parameters) + "\n");
      return new Ledger(path, fs, Map.copyOf(parameters));
    } catch (IOException e) {
      throw new StoreException(
          "ledger " + folder + " cannot be written: " + OutputFiles.reason(e), e);
    }
  }

  /** The same folder without entries, for rows that depend on other parameters. */
  Ledger beginAgain(Map<String, String> newParameters) {
    Path old = new Path(folder, OLD_BATCHES);
    try {
      fs.delete(old, true);
      fs.rename(new Path(folder, BATCHES), old); // at once; a delete of many files is not
      fs.delete(old, true);
      return begin(folder.toString(), newParameters, fs.getConf());
    } catch (IOException e) {
      throw new StoreException(
          "ledger " + folder + " cannot be begun again: " + OutputFiles.reason(e), e);
    }
  }

  private static Map<String, String> readParameters(FileSystem fs, Path folder) throws IOException {
    Path file = new Path(folder, PARAMETERS);
    try {
      return JSON.readValue(OutputFiles.read(fs, file), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new StoreException(
          file + " is damaged; remove the folders of this output to do all images again", e);
    }
  }

  private void readEntries() throws IOException {
    Path batches = new Path(folder, BATCHES);
    List<Path> files = new ArrayList<>();
    try {
      for (FileStatus entry : fs.listStatus(batches)) {
        if (entry.getPath().getName().matches("\\d+\\.json")) {
          files.add(entry.getPath());
        }
      }
    } catch (FileNotFoundException e) {
      return;
    }
    files.sort((a, b) -> a.getName().compareTo(b.getName()));
    for (Path file : files) {
      if (!file.getName().equals(name(entries))) {
        throw new StoreException(
            "ledger %s lacks %s; remove the folders of this output to do all images again"
                .formatted(folder, name(entries)));
      }
      take(LedgerEntry.parse(OutputFiles.read(fs, file), file.toString()));
    }
  }

  private void take(LedgerEntry entry) {
    entry.removed().forEach(parts::remove);
    for (LedgerPart part : entry.added()) {
      parts.put(part.file(), part);
      nextPart = Math.max(nextPart, CommitPlan.partOf(part.file()) + 1);
    }
    entries++;
  }

  private static String name(int entry) {
    return String.format(Locale.ROOT, "%08d.json", entry);
  }

  public String folder() {
    return folder.toString();
  }

  /** What rows depend on beside their images, as the run said that began the ledger. */
  public Map<String, String> parameters() {
    return parameters;
  }

  /** The parts that count. */
  public Collection<LedgerPart> parts() {
    return List.copyOf(parts.values());
  }

  /** Number of the next file; files of all batches are numbered on. */
  public int nextPart() {
    return nextPart;
  }

  /** Batches so far. */
  public int entries() {
    return entries;
  }

  /** What a table holds in all. */
  public TableCount total(String table) {
    return parts.values().stream()
        .map(part -> part.count(table))
        .reduce(TableCount.NONE, TableCount::plus);
  }

  /** The ledger's own files that count, absolute. */
  public List<String> files() {
    return parts.values().stream()
        .filter(part -> part.count(TABLE).files() > 0)
        .map(part -> new Path(folder, part.file()).toString())
        .toList();
  }

  /**
   * Makes a batch count.
   *
   * @param removed names of parts that count no more from now on
   * @throws StoreException if the entry cannot be written; the batch counts for nothing then
   */
  public void append(List<LedgerPart> added, Collection<String> removed) {
    LedgerEntry entry = LedgerEntry.of(added, List.copyOf(new TreeSet<>(removed)));
    Path file = new Path(new Path(folder, BATCHES), name(entries));
    try {
      OutputFiles.write(fs, file, entry.toJson());
    } catch (IOException e) {
      throw new StoreException(file + " cannot be written: " + OutputFiles.reason(e), e);
    }
    take(entry);
  }
}
