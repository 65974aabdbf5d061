package dev.convoy.job.forward;

import dev.convoy.job.input.Example;
import java.util.List;
import java.util.function.Function;

/**
 * What images on a map are coloured by: their label; where there are none, the class the network
 * found; where it finds none, the folder they lie in, if that tells some of them apart.
 *
 * @param word for the legend; empty for nothing
 */
record PointKind(String word, Function<Sampled, String> kind) {
  private static final int MOST_FOLDERS = 24;

  static PointKind of(List<Sampled> sampled) {
    if (sampled.stream().anyMatch(one -> one.label() != Example.NO_LABEL)) {
      return new PointKind("label", one -> one.label() < 0 ? "" : Integer.toString(one.label()));
    }
    if (sampled.stream().anyMatch(one -> one.predicted() >= 0)) {
      return new PointKind("class", one -> Integer.toString(one.predicted()));
    }
    long folders = sampled.stream().map(PointKind::folder).distinct().count();
    return folders > 1 && folders <= MOST_FOLDERS
        ? new PointKind("folder", PointKind::folder)
        : new PointKind("", one -> "");
  }

  private static String folder(Sampled one) {
    int slash = one.path().lastIndexOf('/');
    return slash < 0 ? "" : one.path().substring(0, slash);
  }

  String of(Sampled one) {
    return kind.apply(one);
  }

  /** What a reader sees who points at an image. */
  String title(Sampled one) {
    return one.path()
        + (one.label() < 0 ? "" : "\nlabel " + one.label())
        + (one.predicted() < 0 ? "" : "\nfound " + one.predicted());
  }
}
