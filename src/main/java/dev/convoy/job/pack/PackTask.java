package dev.convoy.job.pack;

import dev.convoy.image.BadImageException;
import dev.convoy.image.Preprocess;
import dev.convoy.job.ExampleLoader;
import dev.convoy.job.PictureDecoder;
import dev.convoy.job.Reject;
import dev.convoy.job.StepClock;
import dev.convoy.job.input.ContentHash;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.report.RejectKinds;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableWriter;
import dev.convoy.store.TaskTables;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;

/** One slice of the images on an executor: one is read, maybe decoded, and written at a time. */
final class PackTask {
  private static final String DECODE = "decode";
  private static final String WRITE = "write";

  private final PackSettings settings;
  private final TaskTables tables;
  private final PictureDecoder decoder;
  private final StepClock clock = new StepClock(ExampleLoader.READ, DECODE, WRITE);
  private final RejectKinds rejectKinds = new RejectKinds();
  private long images;
  private long rejects;

  private PackTask(PackSettings settings, TaskTables tables) {
    this.settings = settings;
    this.tables = tables;
    this.decoder = new PictureDecoder(settings.pictures(), settings.channels());
  }

  /**
   * Does a slice.
   *
   * @param number of the slice, in the order of images
   */
  static PackResult run(
      ExampleSlice slice, int number, PackSettings settings, CommitPlan plan, Configuration conf)
      throws IOException {
    try (TaskTables tables = TaskTables.open(plan, number, conf);
        ExampleReader reader = slice.open(conf)) {
      PackTask task = new PackTask(settings, tables);
      task.clock.step(ExampleLoader.READ);
      while (reader.hasNext()) {
        task.take(reader.next());
        task.clock.step(ExampleLoader.READ);
      }
      task.clock.step(WRITE);
      Map<String, TableCount> counts = tables.commit();
      return new PackResult(
          task.images,
          task.rejects,
          counts,
          task.clock.stop(),
          TaskContext.get().taskAttemptId(),
          task.rejectKinds);
    }
  }

  private void take(Example example) throws IOException {
    images++;
    try {
      byte[] file = bytes(example);
      clock.step(DECODE);
      byte[] cell = cell(file);
      clock.step(WRITE);
      write(example, ContentHash.of(file), cell);
    } catch (BadImageException e) {
      reject(example, e);
    }
  }

  private static byte[] bytes(Example example) throws BadImageException {
    if (example.payload() instanceof Example.Encoded encoded) {
      if (encoded.bytes().length == 0) {
        throw new BadImageException(ExampleLoader.READ, "empty file (0 bytes)");
      }
      return encoded.bytes();
    }
    String reason =
        example.payload() instanceof Example.Unreadable unreadable
            ? unreadable.reason()
            : "is no file";
    throw new BadImageException(ExampleLoader.READ, reason);
  }

  private byte[] cell(byte[] file) throws BadImageException {
    Preprocess sizing = settings.sizing();
    Shape shape = settings.shape();
    if (sizing == null || shape == null) {
      return file;
    }
    byte[][] cell = new byte[1][];
    decoder.decode(file, pixels -> cell[0] = sizing.sized(pixels).data());
    return cell[0];
  }

  private void write(Example example, String hash, byte[] cell) throws IOException {
    TableWriter writer = tables.table(PackTables.IMAGES);
    TableRow row =
        new TableRow(writer.schema())
            .set(0, example.id())
            .set(1, example.path())
            .set(3, example.size())
            .set(4, hash)
            .set(5, cell);
    if (example.label() == Example.NO_LABEL) {
      row.setNull(2);
    } else {
      row.set(2, example.label());
    }
    writer.write(row);
  }

  private void reject(Example example, BadImageException why) throws IOException {
    int place = Math.toIntExact(images - 1);
    Reject reject = Reject.of(example, place, why.stage(), why.reason());
    if (settings.failOnBadImage()) {
      throw reject.failure();
    }
    rejects++;
    rejectKinds.add(reject);
    tables.table(PackTables.REJECTS).write(reject.row());
  }
}
