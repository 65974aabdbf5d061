package dev.convoy.job.report;

import dev.convoy.store.RunFile;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** The numbers of a run for machines, as all jobs leave them. */
public final class RunNumbers {
  private RunNumbers() {}

  /**
   * Writes {@code run.json}: what the job tells, then what it ran on.
   *
   * @throws dev.convoy.store.StoreException if it cannot be written
   */
  public static void write(String runFile, Map<String, Object> values, JavaSparkContext sc) {
    Map<String, Object> all = new LinkedHashMap<>(values);
    all.put("ranOn", Surroundings.of(sc));
    RunFile.write(runFile, all, sc.hadoopConfiguration());
  }
}
