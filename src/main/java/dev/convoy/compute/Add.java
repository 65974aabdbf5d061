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
    Check.length("add a", a, count);
    Check.length("add b", b, count);
    Check.length("add y", y, count);
    for (int i = 0; i < count; i++) {
      y[i] = a[i] + b[i];
    }
  }
}
