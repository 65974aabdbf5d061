package dev.convoy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private static final TableSchema SCHEMA =
      TableSchema.ofExamples(
          List.of(
              Column.floats("logits", Shape.of(10)),
              Column.bytes("mask", new TensorForm(Shape.of(2, 3, 4), "bits", "HWC"))));

  @TempDir Path folder;

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Manifest manifest = manifest(1);
    Files.writeString(folder.resolve("part-00000-x.zstd.parquet"), "");
    Files.writeString(folder.resolve("_part-hidden.parquet"), "");
    writeManifest(manifest.toJson());

    assertThat(read()).isEqualTo(manifest);
    assertThat(manifest.toJson()).contains("\"shape\" : [ 2, 3, 4 ]").doesNotContain("null");
  }

  @Test
  void folderWithoutManifestIsOfARunThatDidNotFinish() {
    assertThatThrownBy(this::read)
        .isInstanceOf(StoreException.class)
        .hasMessage(
            "folder %s has no manifest: the run that wrote it did not finish; run it again",
            folder);
  }

  @Test
  void missingFolderIsNamed() {
    assertThatThrownBy(() -> Manifest.read(folder + "/none", new Configuration()))
        .isInstanceOf(StoreException.class)
        .hasMessage("folder %s/none does not exist", folder);
  }

  @Test
  void lostFileIsFound() throws IOException {
    writeManifest(manifest(2).toJson());
    Files.writeString(folder.resolve("part-00000-x.zstd.parquet"), "");
    assertThatThrownBy(this::read)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds 1 Parquet files, its manifest says 2");
  }

  @Test
  void otherVersionSaysBoth() throws IOException {
    writeManifest("{\"formatVersion\": 7, \"somethingNew\": true}");
    assertThatThrownBy(this::read)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("found format version 7, this Convoy reads version 1");
  }

  @Test
  void textThatIsNoManifestIsRefused() throws IOException {
    for (String text : List.of("", "[]", "not json", "{", "{\"formatVersion\": \"1\"}")) {
      writeManifest(text);
      assertThatThrownBy(this::read)
          .as(text)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("_manifest.json is no manifest");
    }
  }

  @Test
  void missingKeysAreRefused() throws IOException {
    writeManifest("{\"formatVersion\": 1, \"kind\": \"features\"}");
    assertThatThrownBy(this::read)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("_manifest.json is no manifest");
  }

  @Test
  void runFileReplacesAnOldOneAndLeavesNothingBeside() throws IOException {
    String file = folder.resolve("run.json").toString();
    RunFile.write(file, Map.of("old", 1), new Configuration());
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("images", 1000L);
    values.put("accuracy", 0.5);
    values.put("outputs", List.of("a", "b"));
    RunFile.write(file, values, new Configuration());

    assertThat(Files.readString(Path.of(file)).replaceAll("\\s", ""))
        .isEqualTo("{\"images\":1000,\"accuracy\":0.5,\"outputs\":[\"a\",\"b\"]}");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(Path.of(file));
    }
  }

  @Test
  void runFileBelowAFileIsAnErrorThatNamesIt() throws IOException {
    Files.writeString(folder.resolve("plain"), "x");
    assertThatThrownBy(
            () -> RunFile.write(folder + "/plain/run.json", Map.of(), new Configuration()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("plain/run.json cannot be written");
  }

  private static Manifest manifest(int files) {
    return Manifest.of(
        "features",
        "forward",
        new Manifest.NetworkName("small \"net\"", "4f1c", "grey, resize 28"),
        new Manifest.RunCounts(1000, 3),
        new TableCount(997, 12345, files),
        SCHEMA);
  }

  private void writeManifest(String text) throws IOException {
    Files.writeString(folder.resolve(Manifest.FILE_NAME), text);
  }

  private Manifest read() {
    return Manifest.read(folder.toString(), new Configuration());
  }
}
