package dev.convoy.tensor;

import java.io.IOException;

/**
 * A NumPy file is damaged, or of a kind that we do not read. The message names the file and the
 * array, what was found, and what is supported.
 */
public final class NumpyFormatException extends IOException {
  private static final long serialVersionUID = 1;

  NumpyFormatException(String where, String problem) {
    super(where + ": " + problem);
  }

  NumpyFormatException(String where, String problem, Throwable cause) {
    super(where + ": " + problem, cause);
  }
}
