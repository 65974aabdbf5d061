package dev.convoy.job.sum;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The one sum beside Spark's own reduces of the same arrays, in one run, turn by turn.
 *
 * <p>Run: {@code mvn -q -Pbench test-compile exec:exec -Dbench=dev.convoy.job.sum.OneSumBenchmark
 * [-Dbench.arguments="partitions floats rounds"]}; the master is that of {@code -Dbench.master}, by
 * default {@code local[2]}. Read: best and median seconds, and the largest heap of the driver's JVM
 * (in local mode the executors' too) above what it held before.
 */
public final class OneSumBenchmark {
  private static final int FILTER_FLOATS = 512 * 512 * 3 * 3;
  private static final int TASKS_PER_CORE = 2;

  private OneSumBenchmark() {}

  /** Partitions, floats of an array, rounds; all optional. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int partitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 64;
    int floats = arguments.length > 1 ? Integer.parseInt(arguments[1]) : FILTER_FLOATS;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 7;
    SparkConf conf =
        new SparkConf()
            .setIfMissing("spark.master", System.getProperty("bench.master", "local[2]"))
            .setAppName("one sum")
            .set("spark.ui.enabled", "false")
            .set("spark.log.level", "WARN")
            .setIfMissing("spark.driver.maxResultSize", "2g")
            .setIfMissing("spark.executor.memory", "900m")
            .setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    Files.createDirectories(Path.of("target/spark-home/jars"));
    try (JavaSparkContext sc = new JavaSparkContext(conf)) {
      waitForExecutors(sc);
      print(measure(sc, partitions, floats, rounds), partitions, floats, sc.master());
    }
  }

  /** Those of a local cluster come one after the other. */
  private static void waitForExecutors(JavaSparkContext sc) throws InterruptedException {
    while (sc.master().startsWith("local-cluster")
        && sc.sc().statusTracker().getExecutorInfos().length < 3) {
      Thread.sleep(100);
    }
  }

  private record Measured(List<Double> seconds, List<Double> megabytes, float[] sum) {}

  static Map<String, float[]> sums(JavaSparkContext sc, int partitions, int floats) {
    Map<String, float[]> sums = new LinkedHashMap<>();
    measure(sc, partitions, floats, 1).forEach((name, m) -> sums.put(name, m.sum));
    return sums;
  }

  private static Map<String, Measured> measure(
      JavaSparkContext sc, int partitions, int floats, int rounds) {
    Map<String, Supplier<float[]>> ways = new LinkedHashMap<>();
    List<Integer> blocks = IntStream.range(0, partitions).boxed().toList();
    int tasks = Math.min(partitions, sc.defaultParallelism() * TASKS_PER_CORE);
    ways.put(
        "making the arrays alone",
        () -> {
          sc.parallelize(blocks, partitions).foreach(block -> array(block, floats));
          return new float[0];
        });
    ways.put(
        "reduce",
        () ->
            sc.parallelize(blocks, partitions)
                .map(block -> array(block, floats))
                .reduce(OneSumBenchmark::add));
    ways.put(
        "treeReduce",
        () ->
            sc.parallelize(blocks, partitions)
                .map(block -> array(block, floats))
                .treeReduce(OneSumBenchmark::add));
    ways.put("one sum, " + partitions + " tasks", () -> oneSum(sc, blocks, partitions, floats));
    ways.put("one sum, " + tasks + " tasks", () -> oneSum(sc, blocks, tasks, floats));
    Map<String, Measured> measured = new LinkedHashMap<>();
    for (int round = 0; round < rounds; round++) {
      ways.forEach(
          (name, way) -> {
            System.gc();
            long before = used();
            resetPeak();
            long began = System.nanoTime();
            float[] sum = way.get();
            double seconds = (System.nanoTime() - began) / 1e9;
            Measured all =
                measured.computeIfAbsent(
                    name, n -> new Measured(new ArrayList<>(), new ArrayList<>(), sum));
            all.seconds.add(seconds);
            all.megabytes.add((peak() - before) / 1e6);
          });
    }
    return measured;
  }

  private static float[] oneSum(JavaSparkContext sc, List<Integer> blocks, int tasks, int floats) {
    return OneSum.of(
            sc.parallelize(blocks, tasks)
                .mapPartitions(
                    mine -> {
                      List<Integer> all = new ArrayList<>();
                      mine.forEachRemaining(all::add);
                      BlockTree tree = new BlockTree(floats, all.get(0));
                      for (int block : all) {
                        float[] values = tree.zeros();
                        fill(block, values);
                        tree.add(block, values);
                      }
                      long end = all.get(all.size() - 1) + 1L;
                      return List.of(PartialSum.of(tree.finish(end), 0)).iterator();
                    }),
            floats)
        .values();
  }

  private static float[] array(int block, int floats) {
    float[] values = new float[floats];
    fill(block, values);
    return values;
  }

  /** Cheap, and different for every block. */
  private static void fill(int block, float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i * 31 + block * 17) & 1023) * 0.001f;
    }
  }

  private static float[] add(float[] a, float[] b) {
    for (int i = 0; i < a.length; i++) {
      a[i] += b[i];
    }
    return a;
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static void resetPeak() {
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long used() {
    return heap().stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
  }

  private static long peak() {
    return heap().stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }

  private static void print(
      Map<String, Measured> measured, int partitions, int floats, String master) {
    System.out.printf(
        Locale.ROOT,
        "%d arrays of %.1f MB, %s, Java %s%n%-26s %8s %8s %12s%n",
        partitions,
        floats * 4 / 1e6,
        master,
        System.getProperty("java.version"),
        "",
        "best s",
        "median s",
        "peak heap MB");
    measured.forEach(
        (name, m) ->
            System.out.printf(
                Locale.ROOT,
                "%-26s %8.2f %8.2f %12.0f%n",
                name,
                m.seconds.stream().mapToDouble(s -> s).min().orElse(0),
                median(m.seconds),
                median(m.megabytes)));
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
