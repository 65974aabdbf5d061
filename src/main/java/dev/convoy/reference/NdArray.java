package dev.convoy.reference;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;

/**
 * Numbers with a shape, float64, row-major, as numpy's arrays: {@code a.at(i, h, w, c)} is numpy's
 * {@code a[i, h, w, c]}.
 *
 * @param values one for each element of the shape; shared, not copied
 */
public record NdArray(Shape shape, double[] values) {
  public NdArray {
    Check.that(
        values.length == shape.count(),
        "array %s: needs %s values, has %s",
        shape,
        shape.count(),
        values.length);
  }

  /** numpy's {@code zeros}. */
  public static NdArray zeros(int... sizes) {
    Shape shape = Shape.of(sizes);
    return new NdArray(shape, new double[shape.length()]);
  }

  /** The element at {@code indices}, one for each axis. */
  public double at(int... indices) {
    return values[offset(indices)];
  }

  /** Sets the element at {@code indices}. */
  public void set(double value, int... indices) {
    values[offset(indices)] = value;
  }

  /** Adds to the element at {@code indices}. */
  public void add(double value, int... indices) {
    values[offset(indices)] += value;
  }

  /** numpy's {@code sum()}, in the order of the elements. */
  public double sum() {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** numpy's {@code mean()}. */
  public double mean() {
    return sum() / values.length;
  }

  private int offset(int[] indices) {
    Check.that(indices.length == shape.rank(), "array %s: found %s indices", shape, indices.length);
    int offset = 0;
    for (int axis = 0; axis < indices.length; axis++) {
      Check.that(
          indices[axis] >= 0 && indices[axis] < shape.size(axis),
          "array %s: index %s on axis %s",
          shape,
          indices[axis],
          axis);
      offset = offset * shape.size(axis) + indices[axis];
    }
    return offset;
  }
}
