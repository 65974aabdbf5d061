package dev.convoy.job.pack;

import dev.convoy.image.Channels;
import dev.convoy.image.Preprocess;
import dev.convoy.job.PictureLimit;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pack task must know; small, travels with every task.
 *
 * @param sizing resize and crop of pictures that are decoded; null to keep the files
 * @param shape of the decoded pictures, {@code [h, w, c]}; null to keep the files
 * @param pictures largest image that is decoded
 * @param failOnBadImage whether the first bad image ends the run
 */
record PackSettings(
    @Nullable Preprocess sizing,
    @Nullable Shape shape,
    PictureLimit pictures,
    boolean failOnBadImage)
    implements Serializable {

  /** With room for pictures of so many pixels. */
  PackSettings withRoom(long bytes) {
    PictureLimit limited = new PictureLimit(pictures.maxPixels(), bytes);
    return new PackSettings(sizing, shape, limited, failOnBadImage);
  }

  Optional<Shape> pixels() {
    return Optional.ofNullable(shape);
  }

  /** What was done to the pictures, for the manifest. */
  String describe() {
    return sizing == null ? "files as they were" : sizing.describeSizes();
  }

  Channels channels() {
    return Channels.of(shape == null ? Channels.RGB.count() : shape.c());
  }
}
