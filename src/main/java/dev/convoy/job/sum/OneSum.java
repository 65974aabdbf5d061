package dev.convoy.job.sum;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.HashPartitioner;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Brings the sums of all tasks together, in the order of the tree.
 *
 * <p>What costs is the number of arrays that leave a task. Where they are few, the driver joins
 * them. Where they would fill it, every array is cut into as many slices as there are joining
 * tasks; each of those joins one slice of all arrays, and the driver receives a single array in
 * slices: every float crosses the network once, and nobody holds more than its share.
 *
 * @param <T> the story each task tells beside its sum
 */
public final class OneSum<T extends Serializable> {
  /** Arrays up to so many bytes in all are joined on the driver. */
  static final long DRIVER_BYTES = 64L << 20;

  /** Bytes of all arrays' slices that one joining task gets. */
  static final long JOINER_BYTES = 32L << 20;

  private static final String SUM_ALONE = "convoy.sumAlone";

  private final float[] values;
  private final List<T> stories;

  private OneSum(float[] values, List<T> stories) {
    this.values = values;
    this.stories = stories;
  }

  /** The sum of all blocks. */
  public float[] values() {
    return values;
  }

  /** One of each task, in no particular order. */
  public List<T> stories() {
    return stories;
  }

  /**
   * Runs the tasks and joins their sums.
   *
   * @param tasks one element per partition
   * @param length floats of the sum
   */
  public static <T extends Serializable> OneSum<T> of(JavaRDD<PartialSum<T>> tasks, int length) {
    return of(tasks, length, DRIVER_BYTES);
  }

  static <T extends Serializable> OneSum<T> of(
      JavaRDD<PartialSum<T>> tasks, int length, long driverBytes) {
    long bytes = bytes(tasks, length);
    if (bytes <= driverBytes) {
      return join(tasks.collect(), length);
    }
    int cores = JavaRDD.toRDD(tasks).sparkContext().defaultParallelism();
    long wanted = Math.max(cores, (bytes + JOINER_BYTES - 1) / JOINER_BYTES);
    int slices = (int) Math.min(wanted, length);
    return concatenate(exchange(tasks, length, slices), length, slices);
  }

  /**
   * As {@link #of}, for tasks that commit files beside their sum. Spark may run a task of an
   * exchange again after it committed, when its sum was lost with an executor, and would refuse the
   * second commit. So the tasks run in a stage of their own first, where a commit is final; their
   * sums stay on the executors' disks, and one that is lost there is summed by a task that {@link
   * #isSumAlone writes nothing}.
   */
  public static <T extends Serializable> OneSum<T> ofCommitting(
      JavaRDD<PartialSum<T>> tasks, int length) {
    return ofCommitting(tasks, length, DRIVER_BYTES);
  }

  static <T extends Serializable> OneSum<T> ofCommitting(
      JavaRDD<PartialSum<T>> tasks, int length, long driverBytes) {
    if (bytes(tasks, length) <= driverBytes) {
      return of(tasks, length, driverBytes);
    }
    SparkContext sc = JavaRDD.toRDD(tasks).sparkContext();
    JavaRDD<PartialSum<T>> kept = tasks.persist(StorageLevel.DISK_ONLY());
    try {
      List<T> stories = kept.flatMap(task -> task.story().iterator()).collect();
      sc.setLocalProperty(SUM_ALONE, "true");
      return new OneSum<>(of(kept, length, driverBytes).values, stories);
    } finally {
      sc.setLocalProperty(SUM_ALONE, null);
      kept.unpersist();
    }
  }

  /** Whether the running task of {@link #ofCommitting} must sum and write nothing. */
  public static boolean isSumAlone() {
    TaskContext task = TaskContext.get();
    return task != null && task.getLocalProperty(SUM_ALONE) != null;
  }

  private static long bytes(JavaRDD<?> tasks, int length) {
    return (long) tasks.getNumPartitions() * length * Float.BYTES;
  }

  private static <T extends Serializable> OneSum<T> join(List<PartialSum<T>> parts, int length) {
    List<Subtree> roots = new ArrayList<>();
    List<T> stories = new ArrayList<>();
    for (PartialSum<T> part : parts) {
      roots.addAll(part.subtrees());
      stories.addAll(part.story());
    }
    return new OneSum<>(BlockTree.join(roots, length), stories);
  }

  /** Every slice of the sum, joined by a task of its own. */
  private static <T extends Serializable> List<Tuple2<Integer, PartialSum<T>>> exchange(
      JavaRDD<PartialSum<T>> tasks, int length, int slices) {
    JavaPairRDD<Integer, PartialSum<T>> cut =
        tasks.flatMapToPair(task -> cut(task, length, slices));
    return cut.partitionBy(new HashPartitioner(slices))
        .mapPartitions(arrived -> joinSlice(arrived, length, slices))
        .collect();
  }

  private static int start(int slice, int length, int slices) {
    return (int) ((long) slice * length / slices);
  }

  private static <T extends Serializable> Iterator<Tuple2<Integer, PartialSum<T>>> cut(
      PartialSum<T> task, int length, int slices) {
    List<Tuple2<Integer, PartialSum<T>>> parts = new ArrayList<>();
    for (int slice = 0; slice < slices; slice++) {
      int from = start(slice, length, slices);
      int to = start(slice + 1, length, slices);
      parts.add(new Tuple2<>(slice, task.slice(from, to)));
    }
    return parts.iterator();
  }

  private static <T extends Serializable> Iterator<Tuple2<Integer, PartialSum<T>>> joinSlice(
      Iterator<Tuple2<Integer, PartialSum<T>>> arrived, int length, int slices) {
    List<PartialSum<T>> parts = new ArrayList<>();
    int slice = 0;
    while (arrived.hasNext()) {
      Tuple2<Integer, PartialSum<T>> part = arrived.next();
      slice = part._1();
      parts.add(part._2());
    }
    int count = start(slice + 1, length, slices) - start(slice, length, slices);
    OneSum<T> joined = join(parts, count);
    ArrayList<Subtree> root = new ArrayList<>(List.of(new Subtree(0, 0, joined.values)));
    ArrayList<T> stories = new ArrayList<>(joined.stories);
    return List.of(new Tuple2<>(slice, new PartialSum<>(root, stories))).iterator();
  }

  private static <T extends Serializable> OneSum<T> concatenate(
      List<Tuple2<Integer, PartialSum<T>>> parts, int length, int slices) {
    float[] values = new float[length];
    List<T> stories = new ArrayList<>();
    for (Tuple2<Integer, PartialSum<T>> part : parts) {
      float[] slice = part._2().subtrees().get(0).values();
      System.arraycopy(slice, 0, values, start(part._1(), length, slices), slice.length);
      stories.addAll(part._2().story());
    }
    return new OneSum<>(values, stories);
  }
}
