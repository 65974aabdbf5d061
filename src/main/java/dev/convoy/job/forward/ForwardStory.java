package dev.convoy.job.forward;

import dev.convoy.job.ExampleLoader;
import dev.convoy.job.PictureDecoder;
import dev.convoy.job.Reject;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.report.RejectKinds;
import dev.convoy.job.report.TaskWork;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What all tasks of a run had to tell, and what may be shown of it: made slice by slice, read when
 * the run is over.
 */
final class ForwardStory {
  private static final int MOST_SPECIMENS = 8;
  private static final int MOST_SAMPLED = 2_000;
  private static final Set<String> UNSEEN_STAGES =
      Set.of(ExampleLoader.READ, GuardedBatches.TIMEOUT, PictureDecoder.MEMORY);
  private static final long LARGEST_BYTES = 16 << 20; // of a file that is read once more
  private static final int MOST_VISIBLE_REJECTS = 40;

  /** An example and the slice it lies in. */
  record Placed<T extends Serializable>(ExampleSlice slice, T what) implements Serializable {}

  private final Map<Long, TaskWork> works = new LinkedHashMap<>();
  private final List<Placed<Sampled>> sampled = new ArrayList<>();
  private final List<Placed<Reject>> visibleRejects = new ArrayList<>();
  private final RejectKinds rejects = new RejectKinds();

  /** A task's share; tasks in the order of their slices. */
  void add(ExampleSlice slice, SliceResult result) {
    TaskStory story = result.story();
    works.put(story.attempt(), new TaskWork(result.images(), result.times()));
    for (Sampled one : story.sampled()) {
      if (sampled.size() < MOST_SAMPLED) {
        sampled.add(new Placed<>(slice, one));
      }
    }
    rejects.add(story.rejects()).stream()
        .filter(ForwardStory::isVisible)
        .limit(MOST_VISIBLE_REJECTS - visibleRejects.size())
        .forEach(sample -> visibleRejects.add(new Placed<>(slice, sample)));
  }

  /** Whether a picture may be made of it: it could be read, in time, and is small enough. */
  private static boolean isVisible(Reject sample) {
    return !UNSEEN_STAGES.contains(sample.stage()) && sample.size() <= LARGEST_BYTES;
  }

  /** What tasks say of themselves, by Spark's number of the attempt. */
  Map<Long, TaskWork> works() {
    return works;
  }

  /** Examples for maps of features, in the order of their ids. */
  List<Sampled> sampled() {
    return sampled.stream()
        .map(Placed::what)
        .sorted(Comparator.comparingLong(Sampled::id))
        .toList();
  }

  RejectKinds rejects() {
    return rejects;
  }

  /** Rejects that a picture may be made of, and where they lie. */
  List<Placed<Reject>> visibleRejects() {
    return visibleRejects;
  }

  /** A few examples of as many classes as can be: one of each in turn. */
  List<Placed<Sampled>> specimens() {
    Map<Integer, List<Placed<Sampled>>> byClass = new TreeMap<>();
    sampled.stream()
        .filter(placed -> placed.what().size() <= LARGEST_BYTES)
        .sorted(Comparator.comparingLong(placed -> placed.what().id()))
        .forEach(
            placed -> byClass.computeIfAbsent(classOf(placed), c -> new ArrayList<>()).add(placed));
    int classes = Math.max(1, byClass.size());
    int each = (MOST_SPECIMENS + classes - 1) / classes;
    List<Placed<Sampled>> some =
        byClass.values().stream().flatMap(members -> spread(members, each).stream()).toList();
    return spread(some, MOST_SPECIMENS);
  }

  private static int classOf(Placed<Sampled> placed) {
    int label = placed.what().label();
    return label >= 0 ? label : placed.what().predicted();
  }

  private static <T> List<T> spread(List<T> members, int count) {
    List<T> some = new ArrayList<>();
    int taken = Math.min(count, members.size());
    for (int i = 0; i < taken; i++) {
      some.add(members.get((int) ((long) i * members.size() / taken)));
    }
    return some;
  }
}
