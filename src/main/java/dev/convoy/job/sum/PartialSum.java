package dev.convoy.job.sum;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a task hands over: the subtrees it summed, and its own story (counts, times), of any kind.
 *
 * @param story one element from a task; none from the parts that a sum is cut into
 */
public record PartialSum<T extends Serializable>(ArrayList<Subtree> subtrees, ArrayList<T> story)
    implements Serializable {

  public static <T extends Serializable> PartialSum<T> of(List<Subtree> subtrees, T story) {
    return new PartialSum<>(new ArrayList<>(subtrees), new ArrayList<>(List.of(story)));
  }

  /** The floats [from, to) of every subtree; the story goes with the first part. */
  PartialSum<T> slice(int from, int to) {
    ArrayList<Subtree> parts = new ArrayList<>();
    for (Subtree subtree : subtrees) {
      parts.add(subtree.slice(from, to));
    }
    return new PartialSum<>(parts, from == 0 ? story : new ArrayList<>());
  }
}
