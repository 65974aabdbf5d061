package dev.convoy.tensor;

import java.util.Locale;

/** Checks at the door of public methods. A failure says what was found and what was needed. */
public final class Check {
  private Check() {}

  /**
   * Throws unless {@code condition} holds.
   *
   * @param message what was found and what was needed, as a {@link String#format} template
   * @throws IllegalArgumentException with the formatted message
   */
  public static void that(boolean condition, String message, Object... values) {
    if (!condition) {
      throw failure(message, values);
    }
  }

  /** The exception that {@link #that} throws, for places that must throw in an expression. */
  public static IllegalArgumentException failure(String message, Object... values) {
    return new IllegalArgumentException(String.format(Locale.ROOT, message, values));
  }

  /**
   * Throws unless {@code array} can hold a tensor of {@code shape}.
   *
   * @param what the array's name as the caller knows it, for instance {@code "conv x"}
   */
  public static void length(String what, float[] array, Shape shape) {
    length(what, array.length, shape.count());
  }

  /** Throws unless {@code array} has at least {@code needed} elements. */
  public static void length(String what, float[] array, long needed) {
    length(what, array.length, needed);
  }

  /** The same for an operator's array; words are joined only for a failure, as runs are short. */
  public static void length(Object operator, String what, float[] array, long needed) {
    if (array.length < needed) {
      length(operator + " " + what, array.length, needed);
    }
  }

  /** The same with a shape. */
  public static void length(Object operator, String what, float[] array, Shape shape) {
    length(operator, what, array, shape.count());
  }

  /** Throws unless {@code array} is empty or has at least {@code needed} elements. */
  public static void lengthOrEmpty(String what, float[] array, long needed) {
    if (array.length > 0) {
      length(what, array.length, needed);
    }
  }

  private static void length(String what, int found, long needed) {
    if (found < needed) { // no boxes where all is well
      throw failure("%s: array has %s elements, needs %s", what, found, needed);
    }
  }
}
