package dev.convoy.network;

import java.io.IOException;
import java.io.InputStream;

/** Opens a file that a network file names, wherever that lies; {@code job} brings Hadoop's. */
@FunctionalInterface
public interface FileOpener {
  /**
   * Opens a file.
   *
   * @param path as written in the network file: relative to that file, or absolute
   * @throws IOException if it cannot be read; the message names it
   */
  InputStream open(String path) throws IOException;
}
