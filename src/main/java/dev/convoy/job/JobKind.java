package dev.convoy.job;

import dev.convoy.config.ConfigNode;
import java.util.List;

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
}
