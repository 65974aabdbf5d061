package dev.convoy.compute;

import dev.convoy.tensor.Check;

/** Adds arrays of one shape, value by value: {@code y = a + b}. */
public final class Add {
  private Add() {}

  /**
   * Forward.
   *
   * @param y float32 [count], set; may be {@code a} or {@code b} itself
   */
  public static void forward(int count, float[] a, float[] b, float[] y) {
    forward(0, count, a, b, y);
  }

  /** The same for the values from {@code at} on. */
  public static void forward(int at, int count, float[] a, float[] b, float[] y) {
    Check.length("add a", a, (long) at + count);
    Check.length("add b", b, (long) at + count);
    Check.length("add y", y, (long) at + count);
    for (int i = 0; i < count; i++) {
      y[at + i] = a[at + i] + b[at + i];
    }
  }
}
