package dev.convoy.job.train;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import scala.Tuple2;

/**
 * The lanes of one partition, in memory; rejects beside them.
 *
 * @param firstLane number of the first of them
 * @param lanes each in the order of positions
 */
record LaneGroup(
    int firstLane, ArrayList<ArrayList<TrainingExample>> lanes, ArrayList<TrainingExample> rejects)
    implements Serializable {

  /** Sorts what was dealt to lanes [firstLane, endLane). */
  static LaneGroup of(
      int firstLane, int endLane, Iterator<Tuple2<Integer, TrainingExample>> dealt) {
    ArrayList<ArrayList<TrainingExample>> lanes = new ArrayList<>();
    for (int lane = firstLane; lane < endLane; lane++) {
      lanes.add(new ArrayList<>());
    }
    ArrayList<TrainingExample> rejects = new ArrayList<>();
    while (dealt.hasNext()) {
      Tuple2<Integer, TrainingExample> one = dealt.next();
      TrainingExample example = one._2();
      (example.isReject() ? rejects : lanes.get(one._1() - firstLane)).add(example);
    }
    lanes.forEach(lane -> lane.sort(Comparator.comparingLong(TrainingExample::position)));
    rejects.sort(Comparator.comparingLong(TrainingExample::id));
    return new LaneGroup(firstLane, lanes, rejects);
  }

  /** Examples of one lane as they came. */
  static LaneGroup ofOne(Iterator<TrainingExample> examples) {
    ArrayList<TrainingExample> lane = new ArrayList<>();
    ArrayList<TrainingExample> rejects = new ArrayList<>();
    examples.forEachRemaining(one -> (one.isReject() ? rejects : lane).add(one));
    return new LaneGroup(0, new ArrayList<>(List.of(lane)), rejects);
  }

  int endLane() {
    return firstLane + lanes.size();
  }

  List<TrainingExample> lane(int number) {
    return lanes.get(number - firstLane);
  }

  /** What the driver must know of it. */
  LaneCount count() {
    long examples = lanes.stream().mapToLong(List::size).sum();
    int largest = lanes.stream().mapToInt(List::size).max().orElse(0);
    return new LaneCount(examples, largest, rejects);
  }

  /**
   * What the driver must know of a partition.
   *
   * @param largestLane examples of its largest lane
   */
  record LaneCount(long examples, int largestLane, ArrayList<TrainingExample> rejects)
      implements Serializable {}
}
