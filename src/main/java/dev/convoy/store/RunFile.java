package dev.convoy.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The story of a run as JSON, beside its output: replaced whole, never half-written. */
public final class RunFile {
  public static final String FILE_NAME = "run.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private RunFile() {}

  /**
   * Writes {@code file}, in place of an old one.
   *
   * @param values maps, lists, strings, numbers and booleans, in the order they are to stand
   * @throws StoreException if it cannot be written
   */
  public static void write(String file, Map<String, ?> values, Configuration conf) {
    Path path = new Path(file);
    try {
      FileSystem fs = path.getFileSystem(OutputFiles.settings(conf));
      OutputFiles.write(fs, fs.makeQualified(path), JSON.writeValueAsString(values) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("run file " + file + ": values that are not plain", e);
    } catch (IOException e) {
      throw new StoreException(
          "run file " + file + " cannot be written: " + OutputFiles.reason(e), e);
    }
  }

  /**
   * Removes an earlier run's file, so that it does not speak for the run that begins.
   *
   * @throws StoreException if it is there and cannot be removed
   */
  public static void remove(String file, Configuration conf) {
    Path path = new Path(file);
    try {
      path.getFileSystem(OutputFiles.settings(conf)).delete(path, false);
    } catch (IOException e) {
      throw new StoreException(
          "run file " + file + " cannot be removed: " + OutputFiles.reason(e), e);
    }
  }
}
