package dev.convoy.job.train;

import dev.convoy.image.BadImageException;
import dev.convoy.job.ExampleLoader;
import dev.convoy.job.PictureDecoder;
import dev.convoy.job.Reject;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.function.LongUnaryOperator;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** Reads and decodes a slice of the training or test examples on an executor, one by one. */
final class LoadTask {
  private LoadTask() {}

  /**
   * The examples of a slice, rejects included; files are closed when the Spark task ends.
   *
   * @param deal the position of an example of the source
   * @param where which data set, for messages: {@code input} or {@code evaluate}
   */
  static Iterator<TrainingExample> load(
      ExampleSlice slice, String where, TrainPlan plan, LongUnaryOperator deal, Configuration conf)
      throws IOException {
    ExampleReader reader = slice.open(conf);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(reader));
    ExampleLoader loader =
        new ExampleLoader(plan.preprocess(), plan.inputShape(), plan.maxPixels());
    return new Iterator<>() {
      private long index = slice.first();

      @Override
      public boolean hasNext() {
        return reader.hasNext();
      }

      @Override
      public TrainingExample next() {
        return one(reader.next(), deal.applyAsLong(index++), where, plan, loader);
      }
    };
  }

  private static TrainingExample one(
      Example example, long position, String where, TrainPlan plan, ExampleLoader loader) {
    float[] input = new float[plan.inputShape().length()];
    try {
      loader.load(example, input, 0);
      checkFinite(input);
    } catch (BadImageException e) {
      if (e.stage().equals(PictureDecoder.MEMORY)) {
        throw new RunFailure(
            "%s (%s bytes): %s; what a training learns must not depend on the heap, so it is not set aside; or lower maxPixels, so that it is on every cluster"
                .formatted(example.path(), example.size(), e.reason()));
      }
      if (plan.failOnBadImage()) {
        throw Reject.of(example, 0, e.stage(), e.reason()).failure();
      }
      return of(example, position, new float[0], e.stage(), e.reason());
    }
    int classes = plan.loss().classes();
    if (example.label() < 0 || example.label() >= classes) {
      throw new RunFailure(
          "%s: id %s (%s) %s; training needs a label from 0 to %s for every example"
              .formatted(
                  where,
                  example.id(),
                  example.path(),
                  example.label() < 0 ? "has no label" : "has label " + example.label(),
                  classes - 1));
    }
    return of(example, position, input, "", "");
  }

  /** One such number would make all gradients of its batch NaN. */
  private static void checkFinite(float[] input) throws BadImageException {
    for (int i = 0; i < input.length; i++) {
      if (!Float.isFinite(input[i])) {
        throw new BadImageException(
            "preprocess", "number %s of it is %s, needed finite ones".formatted(i, input[i]));
      }
    }
  }

  private static TrainingExample of(
      Example example, long position, float[] input, String stage, String reason) {
    return new TrainingExample(
        position,
        example.id(),
        example.path(),
        example.size(),
        example.label(),
        input,
        stage,
        reason);
  }

  private static void close(ExampleReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
