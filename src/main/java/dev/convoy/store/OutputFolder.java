package dev.convoy.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one table while a run fills it: checked, emptied, sealed with a manifest, removed.
 */
final class OutputFolder {
  private static final String PART = "part-";

  private final String name;
  private final Path path;
  private final FileSystem fs;
  private @Nullable Path firstMade;
  private boolean ours;

  private OutputFolder(String name, Path path, FileSystem fs) {
    this.name = name;
    this.path = path;
    this.fs = fs;
  }

  static OutputFolder of(TableTarget target, Configuration settings) {
    try {
      Path path = new Path(target.folder());
      FileSystem fs = path.getFileSystem(settings);
      return new OutputFolder(target.name(), fs.makeQualified(path), fs);
    } catch (IOException | RuntimeException e) {
      throw new StoreException(
          "output " + target.name() + ": " + target.folder() + " is no usable path: " + e, e);
    }
  }

  String name() {
    return name;
  }

  Path path() {
    return path;
  }

  /** The same tables with the folders' absolute paths. */
  static List<TableTarget> absolute(List<TableTarget> targets, List<OutputFolder> folders) {
    List<TableTarget> absolute = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      TableTarget target = targets.get(i);
      absolute.add(new TableTarget(target.name(), folders.get(i).path.toString(), target.schema()));
    }
    return absolute;
  }

  static List<String> paths(List<OutputFolder> folders) {
    return folders.stream().map(folder -> folder.path.toString()).toList();
  }

  static void checkApart(List<OutputFolder> folders) {
    for (OutputFolder one : folders) {
      for (OutputFolder other : folders) {
        if (one != other && other.isWithin(one)) {
          throw new StoreException(
              "output "
                  + other.name
                  + ": folder "
                  + other.path
                  + " is, or lies within, that of output "
                  + one.name
                  + "; give each its own");
        }
      }
    }
  }

  private boolean isWithin(OutputFolder outer) {
    for (Path at = path; at != null; at = at.getParent()) {
      if (at.equals(outer.path)) {
        return true;
      }
    }
    return false;
  }

  /** Throws if the folder may not be made, or may not be emptied for a new run. */
  void check(TableCommit.Existing existing) {
    FileStatus[] entries;
    try {
      if (!fs.getFileStatus(path).isDirectory()) {
        throw failure("is a file; name a folder");
      }
      Optional<String> writer = OutputLock.writerOf(path.toString(), fs.getConf());
      if (writer.isPresent()) {
        throw failure("is being written by " + writer.get() + "; let that one end");
      }
      if (existing == TableCommit.Existing.REFUSE) {
        throw failure("exists; set overwrite: true, or name another folder");
      }
      entries = fs.listStatus(path);
    } catch (FileNotFoundException e) {
      return;
    } catch (IOException e) {
      throw failure("cannot be looked into: " + OutputFiles.reason(e), e);
    }
    for (FileStatus entry : entries) {
      String found = entry.getPath().getName();
      if (!found.startsWith("_") && !found.startsWith(".") && !found.startsWith(PART)) {
        throw failure(
            "holds \""
                + found
                + "\", which no run of Convoy wrote, so it is not overwritten;"
                + " remove it by hand, or name another folder");
      }
    }
  }

  /** Throws if the folder exists, though no ledger says what of it counts. */
  void checkNotThere(String ledger) {
    Optional<String> writer = OutputLock.writerOf(path.toString(), fs.getConf());
    if (writer.isPresent()) {
      throw failure("is being written by " + writer.get() + "; let that one end");
    }
    try {
      if (exists(path)) {
        throw failure(
            "exists, but no ledger in "
                + ledger
                + " says what is done of it; remove it, or name another folder");
      }
    } catch (IOException e) {
      throw failure("cannot be looked into: " + OutputFiles.reason(e), e);
    }
  }

  /** Proves that the folder can be written; makes it if it is missing. */
  void prove() {
    try {
      firstMade = firstMissing();
      ours = firstMade != null;
      Path probe = new Path(path, "_probe");
      fs.create(probe, true).close();
      fs.delete(probe, false);
    } catch (IOException e) {
      throw failure(
          "cannot be written: " + OutputFiles.reason(e) + "; name a folder this user may write", e);
    }
  }

  /** Removes what an earlier run left, its manifest first: from then on it does not look whole. */
  void empty() {
    try {
      ours = true;
      fs.delete(new Path(path, Manifest.FILE_NAME), false);
      fs.delete(path, true);
      fs.mkdirs(path);
    } catch (IOException e) {
      throw failure("cannot be emptied: " + OutputFiles.reason(e), e);
    }
  }

  /** Removes the manifest: from now on the folder does not look whole. */
  void unseal() {
    try {
      fs.delete(new Path(path, Manifest.FILE_NAME), false);
    } catch (IOException e) {
      throw failure("has a manifest that cannot be removed: " + OutputFiles.reason(e), e);
    }
  }

  /**
   * Removes all files of runs but the given ones.
   *
   * @throws StoreException if one of those is missing
   */
  void keepOnly(Set<String> files) {
    try {
      fs.mkdirs(path);
      fs.delete(new Path(path, FileOutputCommitter.PENDING_DIR_NAME), true);
      Set<String> missing = new TreeSet<>(files);
      for (FileStatus entry : fs.listStatus(path)) {
        String found = entry.getPath().getName();
        missing.remove(found);
        if (CommitPlan.isPart(found) && !files.contains(found)) {
          fs.delete(entry.getPath(), false);
        }
      }
      if (!missing.isEmpty()) {
        throw failure(
            "lacks "
                + missing.iterator().next()
                + (missing.size() > 1 ? " and " + (missing.size() - 1) + " more files" : "")
                + ", which its ledger names; bring them back, or remove the folders of this output"
                + " to do all images again");
      }
    } catch (IOException e) {
      throw failure("cannot be looked through: " + OutputFiles.reason(e), e);
    }
  }

  private @Nullable Path firstMissing() throws IOException {
    Path missing = null;
    for (Path at = path; at != null && !exists(at); at = at.getParent()) {
      missing = at;
    }
    return missing;
  }

  private boolean exists(Path at) throws IOException {
    try {
      return fs.exists(at);
    } catch (IOException e) { // below a plain file some file systems throw
      throw failure("cannot be looked into: " + OutputFiles.reason(e), e);
    }
  }

  /** Throws unless the folder holds so many Parquet files. */
  void checkFiles(int needed) throws IOException {
    int found = parts(fs, path).size();
    if (found != needed) {
      throw failure(
          "holds " + found + " Parquet files, its tasks wrote " + needed + "; run the job again");
    }
  }

  void write(Manifest manifest) throws IOException {
    OutputFiles.write(fs, new Path(path, Manifest.FILE_NAME), manifest.toJson());
  }

  /** Removes all, the last made first, so that parents made for the first are empty at its turn. */
  static void removeAll(List<OutputFolder> folders) {
    for (int i = folders.size() - 1; i >= 0; i--) {
      folders.get(i).remove();
    }
  }

  /**
   * Removes the folder if this run made or emptied it, and parents that were made for it if nothing
   * else is in them.
   */
  private void remove() {
    if (!ours) {
      return;
    }
    Path topmost = firstMade;
    OutputFiles.deleteQuietly(fs, new Path(path, Manifest.FILE_NAME));
    OutputFiles.deleteQuietly(fs, path);
    if (topmost == null || topmost.equals(path)) {
      return;
    }
    try {
      for (Path at = path.getParent(); at != null; at = at.getParent()) {
        if (fs.listStatus(at).length > 0) {
          return;
        }
        fs.delete(at, false);
        if (at.equals(topmost)) {
          return;
        }
      }
    } catch (IOException e) {
      // an empty folder too many does no harm
    }
  }

  /** The Parquet files of a folder, in the order of their names. */
  static List<FileStatus> parts(FileSystem fs, Path folder) throws IOException {
    List<FileStatus> parts = new ArrayList<>();
    for (FileStatus entry : fs.listStatus(folder)) {
      String name = entry.getPath().getName();
      if (entry.isFile() && name.endsWith(".parquet") && !isHidden(name)) {
        parts.add(entry);
      }
    }
    parts.sort((a, b) -> a.getPath().getName().compareTo(b.getPath().getName()));
    return parts;
  }

  private static boolean isHidden(String name) {
    return name.startsWith("_") || name.startsWith(".");
  }

  private StoreException failure(String what) {
    return new StoreException("output " + name + ": folder " + path + " " + what);
  }

  private StoreException failure(String what, IOException cause) {
    return new StoreException("output " + name + ": folder " + path + " " + what, cause);
  }
}
