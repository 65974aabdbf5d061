package dev.convoy.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a folder holds and who made it: the JSON file {@code _manifest.json}, written last, so that
 * a folder that was not finished has none.
 *
 * @param formatVersion of this file and of the tables; {@link #FORMAT_VERSION} when written
 * @param kind {@code features}, {@code caches} or {@code rejects}
 * @param job title of the job
 * @param network name of the network
 * @param fingerprint hash of its structure and weights
 * @param preprocess what was done to images before the network, in words
 * @param images examples that went into the run
 * @param rows rows of this table
 * @param rejects examples the run rejected
 * @param files Parquet files of this table
 * @param columns in order
 */
public record Manifest(
    int formatVersion,
    String kind,
    String job,
    String network,
    String fingerprint,
    String preprocess,
    long images,
    long rows,
    long rejects,
    int files,
    List<ColumnEntry> columns) {

  /**
   * One column.
   *
   * @param kind long, int, string, floats or bytes
   * @param tensor null where the column holds no tensor
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ColumnEntry(String name, String kind, @Nullable TensorEntry tensor) {}

  /** A {@link TensorForm} in plain values. */
  public record TensorEntry(List<Integer> shape, String dtype, String layout) {}

  public static final int FORMAT_VERSION = 1;
  public static final String FILE_NAME = "_manifest.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Manifest {
    columns = List.copyOf(columns);
  }

  /** The manifest of a table just written. */
  public static Manifest of(
      String kind,
      String job,
      NetworkName network,
      RunCounts run,
      TableCount table,
      TableSchema schema) {
    return new Manifest(
        FORMAT_VERSION,
        kind,
        job,
        network.name(),
        network.fingerprint(),
        network.preprocess(),
        run.images(),
        table.rows(),
        run.rejects(),
        table.files(),
        schema.columns().stream().map(Manifest::entry).toList());
  }

  /** What computed the tables. */
  public record NetworkName(String name, String fingerprint, String preprocess) {}

  /** How many examples went in, and how many of them were rejected. */
  public record RunCounts(long images, long rejects) {}

  private static ColumnEntry entry(Column column) {
    TensorEntry tensor = null;
    if (column.isTensor()) {
      TensorForm form = column.tensor();
      List<Integer> shape = Arrays.stream(form.shape().toArray()).boxed().toList();
      tensor = new TensorEntry(shape, form.dtype(), form.layout());
    }
    return new ColumnEntry(column.name(), column.kind().name().toLowerCase(Locale.ROOT), tensor);
  }

  /** Indented JSON, ending in a line feed. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest of plain values is always JSON", e);
    }
  }

  /**
   * Reads a folder's manifest and checks that the folder still holds all files.
   *
   * @throws StoreException if the folder or its manifest is missing or unreadable, the manifest is
   *     of another version, or files are missing
   */
  public static Manifest read(String folder, Configuration conf) {
    Path path = new Path(folder);
    try {
      FileSystem fs = path.getFileSystem(conf);
      if (!fs.exists(path)) {
        throw new StoreException("folder " + folder + " does not exist");
      }
      Manifest manifest = parse(OutputFiles.read(fs, new Path(path, FILE_NAME)), folder);
      int found = OutputFolder.parts(fs, path).size();
      if (found != manifest.files) {
        throw new StoreException(
            "folder %s holds %s Parquet files, its manifest says %s; run the job again"
                .formatted(folder, found, manifest.files));
      }
      return manifest;
    } catch (FileNotFoundException e) {
      throw new StoreException(
          "folder "
              + folder
              + " has no manifest: the run that wrote it did not finish; run it again",
          e);
    } catch (IOException e) {
      throw new StoreException("folder " + folder + " cannot be read: " + OutputFiles.reason(e), e);
    }
  }

  private static Manifest parse(String text, String folder) {
    String file = folder + "/" + FILE_NAME;
    try {
      JsonNode tree = JSON.readTree(text);
      JsonNode version = tree.path("formatVersion");
      if (!version.isInt()) {
        throw new StoreException(file + " is no manifest: it has no formatVersion; run it again");
      }
      if (version.intValue() != FORMAT_VERSION) {
        throw new StoreException(
            "%s: found format version %s, this Convoy reads version %s; use the Convoy that wrote it or run the job again"
                .formatted(file, version.intValue(), FORMAT_VERSION));
      }
      return JSON.treeToValue(tree, Manifest.class);
    } catch (JsonProcessingException e) {
      throw new StoreException(
          file + " is no manifest: " + e.getOriginalMessage() + "; run the job again", e);
    }
  }
}
