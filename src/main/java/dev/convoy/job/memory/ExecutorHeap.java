package dev.convoy.job.memory;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The heap of one executor and the tasks that share it.
 *
 * @param bytes largest size of the heap
 * @param slots tasks at a time
 * @param memorySetting what makes the heap larger
 * @param slotsSetting what makes tasks fewer
 */
public record ExecutorHeap(long bytes, int slots, String memorySetting, String slotsSetting) {
  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|\\d+)(,\\d+)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");

  /** Of the cluster that Spark runs on; with a local master, of this JVM. */
  public static ExecutorHeap of(JavaSparkContext sc) {
    return of(
        sc.master(),
        sc.getConf(),
        Runtime.getRuntime().maxMemory(),
        Runtime.getRuntime().availableProcessors(),
        sc.defaultParallelism());
  }

  /**
   * The same from figures.
   *
   * @param ownHeap of this JVM
   * @param ownCores of this machine
   * @param clusterCores of all executors that have registered
   */
  static ExecutorHeap of(
      String master, SparkConf conf, long ownHeap, int ownCores, int clusterCores) {
    int taskCores = conf.getInt("spark.task.cpus", 1);
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String count = local.group(2);
      int cores = count == null ? 1 : count.equals("*") ? ownCores : Integer.parseInt(count);
      return new ExecutorHeap(
          ownHeap, slots(cores, taskCores), "--driver-memory %s", "--master local[%s]");
    }
    long bytes = conf.getSizeAsBytes("spark.executor.memory", "1g");
    String memory = "--conf spark.executor.memory=%s";
    Matcher many = LOCAL_CLUSTER.matcher(master);
    if (many.matches()) {
      int cores = Integer.parseInt(many.group(1));
      return new ExecutorHeap(
          bytes, slots(cores, taskCores), memory, "--master local-cluster[.., %s, ..]");
    }
    // A standalone executor takes all cores of its worker unless told; YARN and Kubernetes give 1.
    int unsaid = master.startsWith("spark://") ? clusterCores : 1;
    int cores = conf.getInt("spark.executor.cores", Math.max(1, unsaid));
    String fewer = "--conf spark.executor.cores=%s";
    return new ExecutorHeap(bytes, slots(cores, taskCores), memory, fewer);
  }

  private static int slots(int cores, int taskCores) {
    return Math.max(1, cores / Math.max(1, taskCores));
  }
}
