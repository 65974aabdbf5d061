package dev.convoy.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder of single files that a run keeps. */
public final class FileFolder {
  private final Path path;
  private final FileSystem fs;
  private final Configuration conf;

  private FileFolder(Path path, FileSystem fs, Configuration conf) {
    this.path = path;
    this.fs = fs;
    this.conf = conf;
  }

  /**
   * A folder that may exist or not.
   *
   * @throws StoreException if there is no such file system
   */
  public static FileFolder of(String folder, Configuration conf) {
    try {
      Path path = new Path(folder);
      FileSystem fs = path.getFileSystem(OutputFiles.settings(conf));
      return new FileFolder(fs.makeQualified(path), fs, conf);
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException(folder + " is no usable path: " + e.getMessage(), e);
    }
  }

  /** A file within, or one to be. */
  public WholeFile file(String name) {
    return WholeFile.of(new Path(path, name).toString(), conf);
  }

  /** A folder within, or one to be. */
  public FileFolder folder(String name) {
    return new FileFolder(new Path(path, name), fs, conf);
  }

  /** Names of all that is in it; none if it does not exist. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    try {
      for (FileStatus entry : fs.listStatus(path)) {
        names.add(entry.getPath().getName());
      }
    } catch (FileNotFoundException e) {
      return names;
    } catch (IOException e) {
      throw new StoreException(path + " cannot be looked into: " + OutputFiles.reason(e), e);
    }
    return names;
  }

  /**
   * Keeps other runs away until it is closed; the folders above it are made.
   *
   * @throws StoreException if another run writes here
   */
  public OutputLock lock() {
    try {
      if (path.getParent() != null) {
        fs.mkdirs(path.getParent());
      }
    } catch (IOException e) {
      throw new StoreException(path + " cannot be written: " + OutputFiles.reason(e), e);
    }
    return OutputLock.acquire(List.of(path.toString()), conf);
  }

  /** Removes it with all that is in it. */
  public void remove() {
    try {
      fs.delete(path, true);
    } catch (IOException e) {
      throw new StoreException(path + " cannot be removed: " + OutputFiles.reason(e), e);
    }
  }

  /** How many of the folders above it are there. */
  public int foldersAbove() {
    try {
      Path above = path.getParent();
      while (above != null && !fs.exists(above)) {
        above = above.getParent();
      }
      return above == null ? 0 : above.depth() + 1;
    } catch (IOException e) {
      throw new StoreException(path + " cannot be looked at: " + OutputFiles.reason(e), e);
    }
  }

  /**
   * Removes folders above it that are empty.
   *
   * @param kept {@link #foldersAbove} before any was made
   */
  public void removeEmptyAbove(int kept) {
    try {
      Path above = path.getParent();
      while (above != null && above.depth() >= kept && fs.listStatus(above).length == 0) {
        fs.delete(above, false);
        above = above.getParent();
      }
    } catch (IOException e) {
      throw new StoreException(path + " cannot be removed: " + OutputFiles.reason(e), e);
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
