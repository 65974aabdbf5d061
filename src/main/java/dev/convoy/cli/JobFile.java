package dev.convoy.cli;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.config.NearestName;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import java.util.List;
import java.util.stream.Stream;

/** Turns a job file and the {@code key=value} words after it into a checked job. Spark sleeps. */
final class JobFile {
  private static final String KIND = "job";

  private JobFile() {}

  /**
   * Reads, overrides, checks.
   *
   * @param path a local file, or any Hadoop path
   * @param overrides {@code key=value} each, the last of a key wins
   * @throws ConfigException where anything the user wrote is wrong
   */
  static Job read(List<JobKind> kinds, String path, List<String> overrides) {
    ConfigNode file = ConfigReader.read(JobText.read(path), path);
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    JobKind kind = kindOf(kinds, file.get(KIND));
    overrides.forEach(override -> checkKey(kind, override));
    return kind.read(file);
  }

  private static JobKind kindOf(List<JobKind> kinds, ConfigNode word) {
    String name = word.oneOf(kinds.stream().map(JobKind::name).toList());
    return kinds.stream().filter(kind -> kind.name().equals(name)).findFirst().orElseThrow();
  }

  /** A whole branch may be given at once: {@code output={features: out/x}}. */
  private static void checkKey(JobKind kind, String override) {
    String key = override.substring(0, override.indexOf('='));
    List<String> known =
        Stream.concat(Stream.of(KIND), kind.keys().stream().map(JobKey::name)).toList();
    if (known.stream().noneMatch(name -> name.equals(key) || name.startsWith(key + "."))) {
      throw new ConfigException(
          "command line: job "
              + kind.name()
              + " has no key \""
              + key
              + "\""
              + NearestName.hint(key, known));
    }
  }
}
