package dev.convoy.job.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import dev.convoy.SparkTest;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.image.BadImageException;
import dev.convoy.image.Channels;
import dev.convoy.image.ImageDecoder;
import dev.convoy.image.MixedImages;
import dev.convoy.image.MixedImages.Broken;
import dev.convoy.job.Progress;
import dev.convoy.job.pack.PackKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Among pictures of every encoding some files are broken, in eighteen ways: exactly those become
 * rejects, under their ids and paths and for their reasons, and every other one a row; the same
 * ones however the run is made. {@code -Dbroken.images=10000 -Dbroken.every=100} makes it as large
 * as one likes.
 */
class BrokenImagesIT extends SparkTest {
  private static final int IMAGES = Integer.getInteger("broken.images", 360);
  private static final int EVERY = Integer.getInteger("broken.every", 10);
  private static final long MAX_PIXELS = 1_000_000;

  /** A row of the rejects. */
  private record Reject(long id, String path, long size, String stage, String reason) {
    static Reject of(Row row) {
      return new Reject(
          row.getLong(0), row.getString(1), row.getLong(2), row.getString(3), row.getString(4));
    }
  }

  @TempDir Path folder;
  private final List<Reject> expected = new ArrayList<>();
  private final Map<Broken, Integer> counts = new EnumMap<>(Broken.class);

  @BeforeEach
  void writeNetwork() throws IOException {
    Files.writeString(
        folder.resolve("net.yaml"),
        "name: small\ninput: [16, 16, 3]\npreprocess: {resize: 18, crop: 16, scale: 1/255}\n"
            + "weights: {seed: 1}\nlayers:\n  - {name: conv, kind: conv2d, outC: 4, filter: 3}\n"
            + "  - {name: out, kind: globalAveragePool}\n");
  }

  @Test
  void exactlyTheBrokenOnesAreRejectedAndTheSameOnesInEveryRun() throws IOException {
    writeImages(0, IMAGES);
    assertThat(counts.keySet()).hasSize(Math.min(Broken.values().length, IMAGES / EVERY));
    String images = "input={images: '" + folder.resolve("images") + "'}";

    forward("whole", images, "partitions=3", "batchSize=5");
    assertThat(rejects("whole/rejects")).isEqualTo(expected);
    List<Row> rows = rows("whole/f");
    assertThat(rows).hasSize(IMAGES - expected.size());

    pack();
    List<Reject> packed = rejects("packed/rejects");
    assertThat(packed).extracting(Reject::stage).containsOnly("read");
    assertThat(packed).extracting(Reject::reason).containsOnly("empty file (0 bytes)");
    forward("table", "input={table: '" + folder.resolve("packed/images") + "'}", "partitions=2");
    List<Reject> both = new ArrayList<>(rejects("table/rejects"));
    packed.forEach(
        empty ->
            both.add(new Reject(empty.id(), empty.path(), empty.size(), "decode", empty.reason())));
    assertThat(both).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(rows("table/f")).isEqualTo(rows);
    System.out.printf("%,d images, %,d rejects: %s%n", IMAGES, expected.size(), counts);
  }

  @Test
  void runsThatDoWhatIsMissingRejectThemOnceAndInTheirBatches() throws IOException {
    String images = "input={images: '" + folder.resolve("images") + "'}";
    writeImages(0, IMAGES / 2);
    forward("new", images, "onlyNew=true", "commitEvery=" + IMAGES / 5);
    assertThat(rejects("new/rejects")).isEqualTo(expected);
    writeImages(IMAGES / 2, IMAGES);
    forward("new", images, "onlyNew=true");
    assertThat(rejects("new/rejects")).isEqualTo(expected);
    assertThat(forward("new", images, "onlyNew=true"))
        .anyMatch(line -> line.contains(String.format("%,d done before, 0 new", IMAGES)));
    assertThat(rejects("new/rejects")).isEqualTo(expected);

    forward("whole", images, "partitions=7");
    assertThat(rows("new/f")).isEqualTo(rows("whole/f"));
    assertThat(rows("new/f")).hasSize(IMAGES - expected.size());
  }

  /** Every so many a broken one, of each kind in turn; what is expected of it. */
  private void writeImages(int from, int to) throws IOException {
    ImageDecoder decoder = new ImageDecoder(MAX_PIXELS, Channels.RGB);
    Files.createDirectories(folder.resolve("images"));
    for (int i = from; i < to; i++) {
      String name = "%06d.%s".formatted(i, i % 2 == 0 ? "jpg" : "png"); // no word on what is inside
      Broken kind = Broken.values()[i / EVERY % Broken.values().length];
      boolean broken = i % EVERY == EVERY / 2;
      byte[] bytes = broken ? MixedImages.broken(kind, i) : MixedImages.whole(i);
      Files.write(folder.resolve("images").resolve(name), bytes);
      if (broken) {
        counts.merge(kind, 1, Integer::sum);
      }
      try {
        decoder.decode(bytes);
        assertThat(broken && kind != Broken.JPEG_ROT).as("%s %s", name, kind).isFalse();
      } catch (BadImageException e) {
        assertThat(broken).as("%s: %s", name, e.getMessage()).isTrue();
        assertThat(e.reason()).as(kind.name()).contains(kind.reason());
        expected.add(new Reject(i, name, bytes.length, e.stage(), e.reason()));
      }
    }
  }

  private List<String> forward(String output, String... overrides) {
    ConfigNode file =
        ConfigReader.read(
            "job: forward\nnetwork: '%s'\ntaps: [out]\noutput: {features: '%s'}\nmaxPixels: %d\n"
                .formatted(folder.resolve("net.yaml"), folder.resolve(output + "/f"), MAX_PIXELS),
            "test.yaml");
    file = ConfigReader.override(file, "kernels=" + KernelsUnderTest.name());
    for (String override : overrides) {
      file = ConfigReader.override(file, override);
    }
    return new ForwardKind().read(file).run(spark(), Progress.SILENT).summary();
  }

  private void pack() {
    String yaml =
        "job: pack\ninput: {images: '%s'}\noutput: {images: '%s'}\n"
            .formatted(folder.resolve("images"), folder.resolve("packed/images"));
    new PackKind().read(ConfigReader.read(yaml, "pack.yaml")).run(spark(), Progress.SILENT);
  }

  private List<Reject> rejects(String table) {
    return rows(table).stream().map(Reject::of).toList();
  }

  private List<Row> rows(String table) {
    return spark().read().parquet(folder.resolve(table).toString()).sort("id").collectAsList();
  }
}
