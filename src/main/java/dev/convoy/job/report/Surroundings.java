package dev.convoy.job.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/** What a run runs on: versions and the cluster. */
public final class Surroundings {
  private Surroundings() {}

  /** Convoy's version; {@code unknown} outside its jar. */
  public static String convoyVersion() {
    String version = Surroundings.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /** Names and values, for {@code run.json} and reports. */
  public static Map<String, String> of(JavaSparkContext sc) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("convoy", convoyVersion());
    values.put("spark", sc.version());
    values.put(
        "java",
        System.getProperty("java.version") + ", " + System.getProperty("java.vm.name", "unknown"));
    values.put(
        "driver",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " cores");
    values.put("master", sc.master());
    values.put("application", sc.sc().applicationId());
    values.put("taskSlots", Integer.toString(sc.defaultParallelism()));
    return values;
  }

  /** The same with the executors that ran tasks. */
  public static Map<String, String> of(JavaSparkContext sc, List<String> executors) {
    Map<String, String> values = of(sc);
    values.put("executors", String.join(", ", executors));
    return values;
  }
}
