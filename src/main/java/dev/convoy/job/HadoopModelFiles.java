package dev.convoy.job;

import dev.convoy.onnx.reader.ModelFiles;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A model on any file system Hadoop knows, with the files of weights beside it. Paths that lead out
 * of the model's folder were refused before; links are followed to where they lead, and refused
 * there.
 */
final class HadoopModelFiles implements ModelFiles {
  private final FileSystem fileSystem;
  private final Path model;
  private final String name;

  private HadoopModelFiles(FileSystem fileSystem, Path model, String name) {
    this.fileSystem = fileSystem;
    this.model = model;
    this.name = name;
  }

  /**
   * Finds a model.
   *
   * @param name as a job file has it
   * @throws IOException if it is missing, a folder, or unreadable
   */
  static ModelFiles find(String name, HadoopFiles files) throws IOException {
    Path path = new Path(name);
    FileSystem fileSystem = files.fileSystem(path);
    FileStatus status = files.file(path);
    return fileSystem.getScheme().equals("file")
        ? ModelFiles.of(java.nio.file.Path.of(status.getPath().toUri().getPath()))
        : new HadoopModelFiles(fileSystem, status.getPath(), name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public InputStream open() throws IOException {
    return fileSystem.open(model);
  }

  @Override
  public long size() throws IOException {
    return fileSystem.getFileStatus(model).getLen();
  }

  @Override
  public InputStream openBeside(String location) throws IOException {
    return fileSystem.open(beside(location));
  }

  @Override
  public long sizeBeside(String location) throws IOException {
    return fileSystem.getFileStatus(beside(location)).getLen();
  }

  private Path beside(String location) throws IOException {
    Path folder = fileSystem.resolvePath(model.getParent());
    Path file = fileSystem.resolvePath(new Path(folder, location));
    if (!file.toString().startsWith(folder + Path.SEPARATOR)) {
      throw new IOException(file + " leads out of the model's folder; copy the weights into it");
    }
    return file;
  }
}
