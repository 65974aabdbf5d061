package dev.convoy.job.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.OwnJvm;
import dev.convoy.SparkTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is killed at random moments and started again gives what one left alone gives. With
 * {@code -Dkilled.images=10000 -Dkilled.times=10} as large as one likes.
 */
@Tag(OwnJvm.TAG)
class KilledRunIT extends SparkTest {
  private static final int IMAGES = Integer.getInteger("killed.images", 1500);
  private static final int TIMES = Integer.getInteger("killed.times", 2);
  private static final int SAMPLES = 1000;
  private static final int BROKEN_EACH = 100;
  private static final int MOST_BATCHES = 4;
  private static final int MOST_MILLIS = 1500;
  private static final long LOOK_MILLIS = 20;
  private static final long SEED = 20261123;

  @TempDir Path folder;

  @Test
  void itEndsWithTheSameRowsBitsAndRejects() throws Exception {
    writeImages();
    Process alone = start("alone");
    assertThat(alone.waitFor()).as(log("alone")).isZero();

    Random random = new Random(SEED);
    for (int time = 0; time < TIMES; time++) {
      Process process = start("killed");
      long wanted = entries() + random.nextInt(MOST_BATCHES);
      while (process.isAlive() && entries() < wanted) {
        Thread.sleep(LOOK_MILLIS);
      }
      process.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();
      System.out.printf("killed at %d batches%n", entries());
    }
    Process last = start("killed");
    assertThat(last.waitFor()).as(log("killed")).isZero();
    System.out.print(log("killed"));

    for (String table : List.of("f", "rejects")) {
      assertThat(digest("killed/" + table)).as(table).isEqualTo(digest("alone/" + table));
    }
    assertThat(read("killed/rejects").count()).isEqualTo(IMAGES / BROKEN_EACH);
    assertThat(read("killed/f").count()).isEqualTo(IMAGES - IMAGES / BROKEN_EACH);
    assertThat(read("killed/ledger").select("path").distinct().count()).isEqualTo(IMAGES);
    assertThat(read("killed/ledger").count()).isEqualTo(IMAGES);
  }

  private Process start(String output) throws IOException {
    return OwnJvm.start(
        2,
        folder,
        folder.resolve(output + ".log"),
        "jobs/features.yaml",
        "input={images: " + folder.resolve("images") + "}",
        "output.features=" + folder.resolve(output).resolve("f"),
        "overwrite=false",
        "onlyNew=true",
        "commitEvery=200");
  }

  private String log(String output) throws IOException {
    return Files.readString(folder.resolve(output + ".log"));
  }

  private long entries() throws IOException {
    Path batches = folder.resolve("killed/ledger/_batches");
    if (!Files.exists(batches)) {
      return 0;
    }
    try (Stream<Path> entries = Files.list(batches)) {
      return entries.filter(entry -> entry.toString().endsWith(".json")).count();
    }
  }

  /** One in a hundred is broken, in several ways. */
  private void writeImages() throws IOException {
    for (int i = 0; i < IMAGES; i++) {
      Path image = folder.resolve(String.format("images/%03d/%05d.png", i / SAMPLES, i));
      Files.createDirectories(image.getParent());
      Path sample =
          Path.of(String.format("data-samples/fashion-mnist/images/%05d.png", i % SAMPLES));
      if (i % BROKEN_EACH == 42) {
        Files.write(image, broken(i / BROKEN_EACH, Files.readAllBytes(sample)));
      } else {
        Files.copy(sample, image);
      }
    }
  }

  private static byte[] broken(int kind, byte[] whole) {
    switch (kind % 4) {
      case 0:
        return new byte[0];
      case 1:
        return Arrays.copyOf(whole, whole.length / 2);
      case 2:
        return "this is no image".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      default:
        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 0x40;
        return flipped;
    }
  }

  private Dataset<Row> read(String table) {
    return spark().read().parquet(folder.resolve(table).toString());
  }

  private String digest(String table) {
    return read(table)
        .orderBy("id")
        .selectExpr("sha2(to_json(struct(*)), 256) AS row")
        .selectExpr("sha2(concat_ws('', collect_list(row)), 256)")
        .first()
        .getString(0);
  }
}
