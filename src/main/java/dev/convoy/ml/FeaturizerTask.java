package dev.convoy.ml;

import dev.convoy.image.BadImageException;
import dev.convoy.job.RunFailure;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a featurizer does to the rows of a partition: runs their images in batches and adds a column
 * of features, and with {@link BadImages#REJECT} one of reasons, exactly one of the two null. Every
 * row comes out, in its order.
 *
 * @param column where the image is
 * @param owner the featurizer, for errors
 */
record FeaturizerTask(
    FeatureModel model,
    ExtractorSettings settings,
    ImageColumn column,
    BadImages badImages,
    String owner)
    implements MapPartitionsFunction<Row, Row>, Serializable {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return rows.hasNext() ? new Batches(this, rows) : rows;
  }

  /** A row of the batch in hand, and why it has no features, if it has none. */
  private record Taken(Row row, @Nullable String reason) {}

  /** Reads a batch of rows ahead, no more. */
  private static final class Batches implements Iterator<Row> {
    private final FeaturizerTask task;
    private final Iterator<Row> rows;
    private final FeatureExtractor extractor;
    private final Queue<Taken> batch = new ArrayDeque<>();
    private int nextImage;

    Batches(FeaturizerTask task, Iterator<Row> rows) {
      this.task = task;
      this.rows = rows;
      this.extractor = new FeatureExtractor(task.model, task.settings);
    }

    @Override
    public boolean hasNext() {
      return !batch.isEmpty() || rows.hasNext();
    }

    @Override
    public Row next() {
      if (batch.isEmpty()) {
        makeBatch();
      }
      Taken taken = batch.remove();
      return taken.reason == null
          ? task.with(taken.row, vector(extractor.features(nextImage++)), null)
          : task.with(taken.row, null, taken.reason);
    }

    private void makeBatch() {
      if (!rows.hasNext()) {
        throw new NoSuchElementException();
      }
      int images = 0;
      while (batch.size() < task.settings.batchSize() && rows.hasNext()) {
        Row row = rows.next();
        String reason = load(row, images);
        batch.add(new Taken(row, reason));
        images += reason == null ? 1 : 0;
      }
      if (images > 0) {
        extractor.run(images);
      }
      nextImage = 0;
    }

    private @Nullable String load(Row row, int place) {
      try {
        task.column.load(row, extractor, place);
        return null;
      } catch (BadImageException e) {
        if (task.badImages == BadImages.FAIL) {
          String path = task.column.path(row);
          throw new RunFailure(
              "%s: %s%s; set onBadImage to reject to go on without it"
                  .formatted(task.owner, path.isEmpty() ? "" : path + ": ", e.getMessage()));
        }
        return e.getMessage();
      }
    }

    private static Vector vector(float[] features) {
      double[] values = new double[features.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = features[i];
      }
      return Vectors.dense(values);
    }
  }

  private Row with(Row row, @Nullable Vector features, @Nullable String reason) {
    int added = badImages == BadImages.REJECT ? 2 : 1;
    Object[] values = Arrays.copyOf(values(row), row.size() + added);
    values[row.size()] = features;
    if (added == 2) {
      values[row.size() + 1] = reason;
    }
    return RowFactory.create(values);
  }

  private static Object[] values(Row row) {
    Object[] values = new Object[row.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = row.get(i);
    }
    return values;
  }
}
