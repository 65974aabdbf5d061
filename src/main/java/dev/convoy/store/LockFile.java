package dev.convoy.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The file of an {@link OutputLock} beside one folder: {@code _features.lock}. */
final class LockFile {
  private final Path folder;
  private final Path path;
  private final FileSystem fs;

  private LockFile(Path folder, FileSystem fs) {
    this.folder = folder;
    this.path = new Path(folder.getParent(), "_" + folder.getName() + ".lock");
    this.fs = fs;
  }

  static LockFile of(String folder, Configuration conf) {
    try {
      Path path = new Path(folder);
      FileSystem fs = path.getFileSystem(OutputFiles.settings(conf));
      return new LockFile(fs.makeQualified(path), fs);
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException(folder + " is no usable path: " + e.getMessage(), e);
    }
  }

  /** What it says; empty where there is none, or one that is just being written. */
  Optional<LockHolder> read() {
    try {
      return LockHolder.parse(OutputFiles.read(fs, path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("cannot be read", e);
    }
  }

  /**
   * Makes the file, which only one of several can.
   *
   * @return whether this was the one
   */
  boolean create(LockHolder holder) {
    byte[] text = holder.toJson().getBytes(StandardCharsets.UTF_8);
    try {
      if (fs.getUri()
          .getScheme()
          .equals("file")) { // Hadoop's own way looks first and makes it then
        java.nio.file.Path file = java.nio.file.Path.of(path.toUri().getPath());
        Files.createFile(file);
        Files.write(file, text);
        return true;
      }
      try (FSDataOutputStream out = fs.create(path, false)) {
        out.write(text);
      }
      return true;
    } catch (java.nio.file.FileAlreadyExistsException | FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  void write(LockHolder holder) {
    try {
      OutputFiles.write(fs, path, holder.toJson());
    } catch (IOException e) {
      throw failure("cannot be written", e);
    }
  }

  void remove() {
    OutputFiles.deleteQuietly(fs, path);
  }

  Path folder() {
    return folder;
  }

  private StoreException failure(String what, IOException e) {
    return new StoreException("lock " + path + " " + what + ": " + OutputFiles.reason(e), e);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
