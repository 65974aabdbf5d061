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
 * @param isLocal whether the driver has the same heap
 * @param executors how many there are, about
 * @param memorySetting what makes the heap larger
 * @param slotsSetting what makes tasks fewer
 */
public record ExecutorHeap(
    long bytes,
    int slots,
    boolean isLocal,
    int executors,
    String memorySetting,
    String slotsSetting) {
  private static final long SPARKS_RESERVE = 300L << 20;
  private static final double SPARKS_FRACTION = 0.6;
  private static final Pattern LOCAL = Pattern.compile("local(\\[(\\*|\\d+)(,\\d+)?])?");
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*\\d+\\s*]");

  /** Of the cluster that Spark runs on; with a local master, of this JVM. */
  public static ExecutorHeap of(JavaSparkContext sc) {
    return of(
        sc.master(),
        sc.getConf(),
        Runtime.getRuntime().maxMemory(),
        Runtime.getRuntime().availableProcessors(),
        registered(sc),
        sc.getConf().contains("spark.default.parallelism") ? 0 : sc.defaultParallelism());
  }

  /** Spark counts the driver too. */
  private static int registered(JavaSparkContext sc) {
    return sc.sc().statusTracker().getExecutorInfos().length - 1;
  }

  /**
   * The same from figures.
   *
   * @param ownHeap of this JVM
   * @param ownCores of this machine
   * @param registered executors that are there by now
   * @param clusterCores of all of them; 0 where Spark does not tell
   */
  static ExecutorHeap of(
      String master, SparkConf conf, long ownHeap, int ownCores, int registered, int clusterCores) {
    int taskCores = conf.getInt("spark.task.cpus", 1);
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String count = local.group(2);
      int cores = count == null ? 1 : count.equals("*") ? ownCores : Integer.parseInt(count);
      return new ExecutorHeap(
          ownHeap, slots(cores, taskCores), true, 1, "--driver-memory %s", "--master local[%s]");
    }
    long bytes = conf.getSizeAsBytes("spark.executor.memory", "1g");
    String memory = "--conf spark.executor.memory=%s";
    Matcher many = LOCAL_CLUSTER.matcher(master);
    if (many.matches()) {
      int cores = Integer.parseInt(many.group(2));
      return new ExecutorHeap(
          bytes,
          slots(cores, taskCores),
          false,
          Integer.parseInt(many.group(1)),
          memory,
          "--master local-cluster[.., %s, ..]");
    }
    // A standalone executor takes all cores of its worker unless told; YARN and Kubernetes give 1.
    int unsaid = master.startsWith("spark://") ? clusterCores / Math.max(1, registered) : 1;
    int cores = conf.getInt("spark.executor.cores", Math.max(1, unsaid));
    String fewer = "--conf spark.executor.cores=%s";
    int asked = conf.getInt("spark.executor.instances", 1); // some may not have come yet
    int executors = Math.max(1, Math.max(asked, registered));
    return new ExecutorHeap(bytes, slots(cores, taskCores), false, executors, memory, fewer);
  }

  ExecutorHeap withBytes(long other) {
    return new ExecutorHeap(other, slots, isLocal, executors, memorySetting, slotsSetting);
  }

  ExecutorHeap withSlots(int other) {
    return new ExecutorHeap(bytes, other, isLocal, executors, memorySetting, slotsSetting);
  }

  /**
   * What Spark gives to blocks and sorting at most: six tenths of all but its 300 MB, unless set
   * otherwise.
   */
  public long sparksShare() {
    return (long) Math.max(0, (bytes - SPARKS_RESERVE) * SPARKS_FRACTION);
  }

  private static int slots(int cores, int taskCores) {
    return Math.max(1, cores / Math.max(1, taskCores));
  }
}
