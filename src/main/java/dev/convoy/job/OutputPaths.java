package dev.convoy.job;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Where outputs go, and whether they may. */
public final class OutputPaths {
  private OutputPaths() {}

  /** A file or folder called {@code name} in the folder that {@code path} lies in. */
  public static String beside(String path, String name) {
    Path parent = new Path(path).getParent();
    return parent == null || parent.toString().isEmpty() ? name : new Path(parent, name).toString();
  }

  /**
   * Refuses an output that is, or lies within, what another key names: an input, which overwriting
   * would remove, or a folder that the run fills.
   *
   * @throws ConfigException at {@code output}
   */
  public static void refuseWithin(ConfigNode output, ConfigNode other, Configuration conf) {
    Path outer = qualified(other, conf);
    for (Path at = qualified(output, conf); at != null; at = at.getParent()) {
      if (at.equals(outer)) {
        throw output.error(
            "%s is, or lies within, \"%s\" of this job; name another place",
            output.string(), other.path());
      }
    }
  }

  private static Path qualified(ConfigNode key, Configuration conf) {
    try {
      Path at = new Path(key.string());
      return at.getFileSystem(conf).makeQualified(at);
    } catch (IOException | IllegalArgumentException e) {
      throw key.error("%s is no usable path: %s", key.string(), e.getMessage());
    }
  }

  /**
   * Refuses an output that exists: found here, before Spark starts, rather than at the first write.
   *
   * @param output the mapping {@code output} of the job file
   * @param key the key below it that names the path, or would
   * @throws ConfigException at that key
   */
  public static void refuseExisting(
      ConfigNode output, String key, String path, Configuration conf) {
    boolean exists;
    try {
      Path at = new Path(path);
      exists = at.getFileSystem(conf).exists(at);
    } catch (IOException e) {
      throw output.error("%s: %s cannot be looked at: %s", key, path, e.getMessage());
    }
    if (exists) {
      throw new ConfigException(
          output.find(key).map(ConfigNode::place).orElse(output.place())
              + ": output "
              + key
              + ": "
              + path
              + " exists; set overwrite: true, or name another");
    }
  }
}
