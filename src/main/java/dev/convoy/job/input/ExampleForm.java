package dev.convoy.job.input;

import dev.convoy.tensor.Shape;
import java.util.Optional;

/** What is known of all examples of an input before one of them is read. */
public interface ExampleForm {
  /** What an example is before it is decoded. */
  enum Content {
    /** Bytes of an image file. */
    ENCODED,
    /** A uint8 picture. */
    PIXELS,
    /** A uint8 picture that has been resized and cropped before. */
    SIZED,
    /** float32 numbers. */
    VALUES
  }

  Content content();

  /** The shape every example has, where the source fixes it: [h, w, c] for pictures. */
  Optional<Shape> shape();

  /** Whether labels were given. */
  boolean labelled();

  /** One line for the log: {@code 1000 images in data/images, 3 without a label}. */
  String describe();

  /** Bytes that a reader holds beside the example in hand, at most: a row group, an archive. */
  default long readerBytes() {
    return 0;
  }
}
