package dev.convoy.job.input;

import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** All examples of a job, counted and in order, on the driver. */
public interface ExampleSource {
  /** What an example is before it is decoded. */
  enum Content {
    /** Bytes of an image file. */
    ENCODED,
    /** A uint8 picture. */
    PIXELS,
    /** float32 numbers. */
    VALUES
  }

  /** Number of examples, at least 1. */
  long count();

  /**
   * Cuts the examples into neighbouring slices whose counts differ by 1 at most.
   *
   * @param partitions how many, at least 1; fewer come where there are fewer examples
   */
  List<ExampleSlice> slices(int partitions);

  Content content();

  /** The shape every example has, where the source fixes it: [h, w, c] for pictures. */
  Optional<Shape> shape();

  /** Whether labels were given. */
  boolean labelled();

  /** One line for the log: {@code 1000 images in data/images, 3 without a label}. */
  String describe();
}
