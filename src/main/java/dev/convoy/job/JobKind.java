package dev.convoy.job;

import dev.convoy.config.ConfigNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A kind of job a user can ask for with {@code job: NAME}: its keys, and how to read them. */
public interface JobKind {
  /** The word after {@code job:}. */
  String name();

  /** What it does, in one line, for the help. */
  String purpose();

  /** Every key its file may hold, in the order the help lists them; {@code job} itself apart. */
  List<JobKey> keys();

  /**
   * Reads and checks a job file, before Spark starts: keys, types, files that must exist, shapes.
   *
   * @throws dev.convoy.config.ConfigException where the file is wrong
   */
  Job read(ConfigNode file);

  /**
   * Refuses keys at the root of a file that none of {@link #keys} begins with.
   *
   * @throws dev.convoy.config.ConfigException naming the first, and the nearest that there is
   */
  default void checkKeys(ConfigNode file) {
    Set<String> roots = new TreeSet<>(Set.of("job"));
    keys().forEach(key -> roots.add(key.name().split("\\.")[0]));
    file.onlyKeys(roots);
  }
}
