package dev.convoy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pictures and features on HDFS, of whose two data nodes one is killed. */
@Tag(FaultTest.LONG)
class HdfsFaultsIT extends FaultTest {
  /** Task 4 begins its caches, which stay on the local disk; the four before it are on HDFS. */
  private static final String PART = Gates.CREATE + "part-00004";

  @Test
  void dataNodeThatIsKilledChangesNothing() throws Exception {
    Path local = folder.resolve("undisturbed");
    runUndisturbed(
        words(SAMPLES.resolve("images").toString(), local.resolve("f").toString(), local));
    Path output = folder.resolve("out");
    try (SmallHdfs hdfs = SmallHdfs.start(Files.createDirectories(folder.resolve("hdfs")))) {
      FileSystem files = hdfs.files();
      files.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(SAMPLES.resolve("images").toString()),
          new org.apache.hadoop.fs.Path("/images"));
      gates.close(PART);
      SubmittedJob job = submit(words(hdfs.path("images"), hdfs.path("features"), output));
      gates.awaitHeld(PART, job);
      hdfs.killDataNode();
      gates.open(PART);
      job.done();
      boolean withoutChecksums = true;
      files.copyToLocalFile(
          false,
          new org.apache.hadoop.fs.Path("/features"),
          new org.apache.hadoop.fs.Path("file:" + output.resolve("f")),
          withoutChecksums);
    }
    assertThat(tables(output)).isEqualTo(tables(local));
  }

  private static List<String> words(String images, String features, Path output) {
    return List.of(
        "jobs/forward-caches.yaml",
        "input.images=" + images,
        "partitions=8",
        "output.features=" + features,
        "output.caches=" + Gates.path(output.resolve("caches")));
  }

  private static Map<String, String> tables(Path output) throws Exception {
    Map<String, String> all = FolderBytes.ofTable(output.resolve("caches"));
    FolderBytes.ofTable(output.resolve("f")).forEach((name, n) -> all.put("features/" + name, n));
    return all;
  }
}
