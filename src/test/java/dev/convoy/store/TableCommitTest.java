package dev.convoy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.store.TableCommit.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver refuses before any work, and what it leaves behind. */
class TableCommitTest {
  @TempDir Path folder;

  @Test
  void existingFolderIsRefused() throws IOException {
    Path old = Files.createDirectory(folder.resolve("old"));
    Files.writeString(old.resolve("_manifest.json"), "{}");
    assertThatThrownBy(() -> begin(Existing.REFUSE, old))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("old exists; set overwrite: true, or name another folder");
    assertThat(old.resolve("_manifest.json")).exists();
  }

  @Test
  void foldersThatNoRunWroteAreNotOverwritten() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("thesis.tex"), "years of work");
    assertThatThrownBy(() -> begin(Existing.OVERWRITE, home))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("holds \"thesis.tex\", which no run of Convoy wrote");
    assertThat(home.resolve("thesis.tex")).exists();
  }

  @Test
  void fileInPlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> begin(Existing.OVERWRITE, file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is a file; name a folder");
  }

  @Test
  void folderThatCannotBeWrittenIsFoundAtOnce() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> begin(Existing.REFUSE, file.resolve("out/features")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("output t0: folder file:")
        .hasMessageContaining("out/features cannot be");
    assertThat(file).hasContent("x");
  }

  @Test
  void oneUnwritableFolderLeavesTheOthersAsTheyWere() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Path old = Files.createDirectory(folder.resolve("old"));
    Files.writeString(old.resolve("_manifest.json"), "{}");
    assertThatThrownBy(
            () -> begin(Existing.OVERWRITE, old, folder.resolve("new/x"), file.resolve("out")))
        .isInstanceOf(StoreException.class);
    assertThat(old.resolve("_manifest.json")).hasContent("{}");
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void foldersWithinEachOtherAreRefused() {
    Path out = folder.resolve("out");
    assertThatThrownBy(() -> begin(Existing.REFUSE, out, out.resolve("caches")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("output t1: folder")
        .hasMessageContaining("lies within, that of output t0");
    assertThatThrownBy(() -> begin(Existing.REFUSE, out, out)).isInstanceOf(StoreException.class);
    assertThat(out).doesNotExist();
  }

  @Test
  void unknownSchemeIsNamed() {
    TableTarget target = new TableTarget("t", "nosuch:/x/y", TableSchema.rejects());
    assertThatThrownBy(
            () -> TableCommit.begin(List.of(target), Existing.REFUSE, new Configuration()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("nosuch:/x/y is no usable path");
  }

  @Test
  void closingWithoutCommitRemovesFoldersAndTheParentsMadeForThem() throws IOException {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    begin(Existing.REFUSE, kept.resolve("a/b/features"), kept.resolve("a/c")).close();
    assertThat(kept).isEmptyDirectory();
  }

  @Test
  void closingWithoutCommitKeepsWhatOthersPutBeside() throws IOException {
    TableCommit commit = begin(Existing.REFUSE, folder.resolve("a/features"));
    Files.writeString(folder.resolve("a/note.txt"), "x");
    commit.close();
    assertThat(folder.resolve("a/features")).doesNotExist();
    assertThat(folder.resolve("a/note.txt")).exists();
  }

  @Test
  void commitFindsThatFilesAreMissing() {
    Path out = folder.resolve("out");
    try (TableCommit commit = begin(Existing.REFUSE, out)) {
      Manifest manifest =
          Manifest.of(
              "rejects",
              "forward",
              new Manifest.NetworkName("n", "f", ""),
              new Manifest.RunCounts(1, 1),
              new TableCount(1, 1, 1),
              TableSchema.rejects());
      assertThatThrownBy(() -> commit.commit(Map.of("t0", manifest)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("holds 0 Parquet files, its tasks wrote 1");
    }
    assertThat(out).doesNotExist();
  }

  private static TableCommit begin(Existing existing, Path... folders) {
    List<TableTarget> targets = new ArrayList<>();
    for (Path folder : folders) {
      String name = "t" + targets.size();
      targets.add(new TableTarget(name, folder.toString(), TableSchema.rejects()));
    }
    return TableCommit.begin(targets, existing, new Configuration());
  }
}
