package dev.convoy.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
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
