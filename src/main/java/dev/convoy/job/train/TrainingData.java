package dev.convoy.job.train;

import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.input.ExampleSource;
import dev.convoy.job.train.LaneGroup.LaneCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * The examples of a training, decoded once and held by the executors: in memory, and on their disks
 * where that is short. What an executor loses is read and decoded anew.
 */
final class TrainingData implements AutoCloseable {
  private static final int SLICES_PER_CORE = 4;

  private final JavaRDD<LaneGroup> lanes;
  private final JavaRDD<LaneGroup> test;
  private final boolean evaluates;

  private TrainingData(JavaRDD<LaneGroup> lanes, JavaRDD<LaneGroup> test, boolean evaluates) {
    this.lanes = lanes;
    this.test = test;
    this.evaluates = evaluates;
  }

  /**
   * Deals the examples of one source to lanes, and splits those of the other.
   *
   * @param test none where the training is not evaluated
   * @param partitions which the lanes lie on, at most
   */
  static TrainingData load(
      JavaSparkContext sc,
      ExampleSource input,
      List<ExampleSource> test,
      int partitions,
      Broadcast<TrainPlan> plan,
      Broadcast<SerializableConfiguration> conf) {
    LanePartitioner partitioner = new LanePartitioner(plan.value().dealing().lanes(), partitions);
    List<ExampleSlice> slices = input.slices(sc.defaultParallelism() * SLICES_PER_CORE);
    JavaRDD<LaneGroup> lanes =
        sc.parallelize(slices, slices.size())
            .flatMapToPair(slice -> deal(slice, plan.value(), conf.value().value()))
            .partitionBy(partitioner)
            .mapPartitionsWithIndex((part, dealt) -> group(part, dealt, partitioner), true)
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<ExampleSlice> testSlices = new ArrayList<>();
    test.forEach(source -> testSlices.addAll(source.slices(sc.defaultParallelism())));
    JavaRDD<LaneGroup> loaded =
        sc.parallelize(testSlices, Math.max(1, testSlices.size()))
            .map(slice -> loadTest(slice, plan.value(), conf.value().value()))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new TrainingData(lanes, loaded, !test.isEmpty());
  }

  /** On an executor. */
  private static Iterator<Tuple2<Integer, TrainingExample>> deal(
      ExampleSlice slice, TrainPlan plan, Configuration conf) throws IOException {
    Permutation deal = plan.dealing().deal();
    Iterator<TrainingExample> examples = LoadTask.load(slice, "input", plan, deal::apply, conf);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return examples.hasNext();
      }

      @Override
      public Tuple2<Integer, TrainingExample> next() {
        TrainingExample example = examples.next();
        return new Tuple2<>(plan.dealing().laneOf(example.position()), example);
      }
    };
  }

  private static Iterator<LaneGroup> group(
      int part, Iterator<Tuple2<Integer, TrainingExample>> dealt, LanePartitioner partitioner) {
    int first = partitioner.firstLane(part);
    return List.of(LaneGroup.of(first, partitioner.firstLane(part + 1), dealt)).iterator();
  }

  private static LaneGroup loadTest(ExampleSlice slice, TrainPlan plan, Configuration conf)
      throws IOException {
    return LaneGroup.ofOne(LoadTask.load(slice, "evaluate", plan, index -> index, conf));
  }

  JavaRDD<LaneGroup> lanes() {
    return lanes;
  }

  /** Loads the examples to train on, and counts them. */
  List<LaneCount> count() {
    return lanes.map(LaneGroup::count).collect();
  }

  /** Loads those to evaluate on, and counts them. */
  List<LaneCount> countTest() {
    return test.map(LaneGroup::count).collect();
  }

  boolean evaluates() {
    return evaluates;
  }

  /** Partitions of the second data set, one lane each. */
  JavaRDD<LaneGroup> test() {
    return test;
  }

  @Override
  public void close() {
    lanes.unpersist();
    test.unpersist();
  }
}
