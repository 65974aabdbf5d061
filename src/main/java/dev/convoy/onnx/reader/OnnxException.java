package dev.convoy.onnx.reader;

import java.util.Locale;

/** An ONNX file that cannot be read, or that says what is not known here. */
public final class OnnxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  OnnxException(String message, Object... values) {
    super(String.format(Locale.ROOT, message, values));
  }

  private OnnxException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same trouble, with where it was found in front. */
  static OnnxException at(String where, Throwable cause) {
    boolean overflow = cause instanceof ArithmeticException;
    String what =
        overflow ? "sizes whose product is beyond what is known here" : cause.getMessage();
    return new OnnxException(where + ": " + what, cause);
  }
}
