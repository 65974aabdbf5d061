package dev.convoy.onnx.reader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model's file, and the files of weights that it names beside itself. */
public interface ModelFiles {
  /** Bytes asked for at once. */
  int PIECE = 1 << 20;

  /** The model's file as a person knows it, for messages. */
  String name();

  /** Opens the model. */
  InputStream open() throws IOException;

  /** Bytes of the model. */
  long size() throws IOException;

  /**
   * Opens a file of weights.
   *
   * @param location relative to the model's folder; checked already not to lead out of it by its
   *     words
   * @throws IOException if it cannot be read, or lies elsewhere after all; the message names it
   */
  InputStream openBeside(String location) throws IOException;

  /** Bytes of a file of weights, as {@link #openBeside}. */
  long sizeBeside(String location) throws IOException;

  /** A model on the local disk. */
  static ModelFiles of(Path model) {
    return new LocalModelFiles(model);
  }

  /** A model alone, from memory. */
  static ModelFiles of(String name, byte[] model) {
    return new BytesOfModel(name, model);
  }

  /** Reads a whole file whose length is known. */
  static byte[] readFully(InputStream in, int length, String name) throws IOException {
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int read = in.read(bytes, at, Math.min(PIECE, length - at)); // large reads are buffered twice
      if (read < 0) {
        throw new IOException(name + " ends after " + at + " of " + length + " bytes");
      }
      at += read;
    }
    return bytes;
  }

  /** Files on the local disk; a link may not lead out of the model's folder either. */
  record LocalModelFiles(Path model) implements ModelFiles {
    @Override
    public String name() {
      return model.toString();
    }

    @Override
    public InputStream open() throws IOException {
      return Files.newInputStream(model);
    }

    @Override
    public long size() throws IOException {
      return Files.size(model);
    }

    @Override
    public InputStream openBeside(String location) throws IOException {
      return Files.newInputStream(beside(location));
    }

    @Override
    public long sizeBeside(String location) throws IOException {
      return Files.size(beside(location));
    }

    private Path beside(String location) throws IOException {
      Path folder = model.toAbsolutePath().getParent();
      Path file = folder.resolve(location);
      if (!Files.exists(file)) {
        throw new IOException("no such file: " + file);
      }
      if (!file.toRealPath().startsWith(folder.toRealPath())) {
        throw new IOException(file + " leads out of the model's folder; copy the weights into it");
      }
      return file;
    }
  }

  /** A model in memory; it has nothing beside it. */
  record BytesOfModel(String name, byte[] model) implements ModelFiles {
    @Override
    public InputStream open() {
      return new ByteArrayInputStream(model);
    }

    @Override
    public long size() {
      return model.length;
    }

    @Override
    public InputStream openBeside(String location) throws IOException {
      throw new IOException("no such file: " + location);
    }

    @Override
    public long sizeBeside(String location) throws IOException {
      throw new IOException("no such file: " + location);
    }
  }
}
