package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link WinogradTransforms} on the widest float vectors; twin of {@link ScalarWinogradTransforms}.
 * The last vector of a row ends where the row does, so it may compute some channels once more.
 */
final class VectorWinogradTransforms implements WinogradTransforms {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final FloatVector FOUR = FloatVector.broadcast(SPECIES, 4f);
  private static final FloatVector MINUS_FOUR = FloatVector.broadcast(SPECIES, -4f);
  private static final FloatVector MINUS_FIVE = FloatVector.broadcast(SPECIES, -5f);
  private static final FloatVector TWO = FloatVector.broadcast(SPECIES, 2f);
  private static final FloatVector MINUS_TWO = FloatVector.broadcast(SPECIES, -2f);
  private static final FloatVector EIGHT = FloatVector.broadcast(SPECIES, 8f);
  private static final FloatVector TWENTY_FOURTH = FloatVector.broadcast(SPECIES, 1f / 24);
  private static final FloatVector MINUS_SIXTH = FloatVector.broadcast(SPECIES, -1f / 6);
  private static final FloatVector TWELFTH = FloatVector.broadcast(SPECIES, 1f / 12);
  private static final FloatVector SIXTH = FloatVector.broadcast(SPECIES, 1f / 6);
  private static final FloatVector QUARTER = FloatVector.broadcast(SPECIES, 0.25f);

  /** For rows shorter than a vector. */
  private final WinogradTransforms twin = new ScalarWinogradTransforms();

  @Override
  public void input(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    if (count < LANES) {
      twin.input(count, x, xAt, xStep, y, yAt, yStep);
      return;
    }
    for (int i = 0; i < count; i += LANES) {
      int c = Math.min(i, count - LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + xStep + c);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xAt + 2 * xStep + c);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xAt + 3 * xStep + c);
      FloatVector x4 = FloatVector.fromArray(SPECIES, x, xAt + 4 * xStep + c);
      FloatVector x5 = FloatVector.fromArray(SPECIES, x, xAt + 5 * xStep + c);
      FloatVector p = x2.fma(MINUS_FOUR, x4);
      FloatVector q = x1.fma(MINUS_FOUR, x3);
      FloatVector r = x4.sub(x2);
      FloatVector s = x3.sub(x1);
      x0.fma(FOUR, x2.fma(MINUS_FIVE, x4)).intoArray(y, yAt + c);
      p.add(q).intoArray(y, yAt + yStep + c);
      p.sub(q).intoArray(y, yAt + 2 * yStep + c);
      s.fma(TWO, r).intoArray(y, yAt + 3 * yStep + c);
      s.fma(MINUS_TWO, r).intoArray(y, yAt + 4 * yStep + c);
      x1.fma(FOUR, x3.fma(MINUS_FIVE, x5)).intoArray(y, yAt + 5 * yStep + c);
    }
  }

  @Override
  public void output(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    if (count < LANES) {
      twin.output(count, x, xAt, xStep, y, yAt, yStep);
      return;
    }
    for (int i = 0; i < count; i += LANES) {
      int c = Math.min(i, count - LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + xStep + c);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xAt + 2 * xStep + c);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xAt + 3 * xStep + c);
      FloatVector x4 = FloatVector.fromArray(SPECIES, x, xAt + 4 * xStep + c);
      FloatVector x5 = FloatVector.fromArray(SPECIES, x, xAt + 5 * xStep + c);
      FloatVector p = x1.add(x2);
      FloatVector q = x1.sub(x2);
      FloatVector r = x3.add(x4);
      FloatVector s = x3.sub(x4);
      x0.add(p).add(r).intoArray(y, yAt + c);
      s.fma(TWO, q).intoArray(y, yAt + yStep + c);
      r.fma(FOUR, p).intoArray(y, yAt + 2 * yStep + c);
      s.fma(EIGHT, q).add(x5).intoArray(y, yAt + 3 * yStep + c);
    }
  }

  @Override
  public void biasedOutput(
      int count,
      float[] x,
      int xAt,
      int xStep,
      float[] bias,
      int biasAt,
      float[] y,
      int yAt,
      int yStep) {
    if (count < LANES) {
      twin.biasedOutput(count, x, xAt, xStep, bias, biasAt, y, yAt, yStep);
      return;
    }
    for (int i = 0; i < count; i += LANES) {
      int c = Math.min(i, count - LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + xStep + c);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xAt + 2 * xStep + c);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xAt + 3 * xStep + c);
      FloatVector x4 = FloatVector.fromArray(SPECIES, x, xAt + 4 * xStep + c);
      FloatVector x5 = FloatVector.fromArray(SPECIES, x, xAt + 5 * xStep + c);
      FloatVector start = FloatVector.fromArray(SPECIES, bias, biasAt + c);
      FloatVector p = x1.add(x2);
      FloatVector q = x1.sub(x2);
      FloatVector r = x3.add(x4);
      FloatVector s = x3.sub(x4);
      start.add(x0.add(p).add(r)).intoArray(y, yAt + c);
      start.add(s.fma(TWO, q)).intoArray(y, yAt + yStep + c);
      start.add(r.fma(FOUR, p)).intoArray(y, yAt + 2 * yStep + c);
      start.add(s.fma(EIGHT, q).add(x5)).intoArray(y, yAt + 3 * yStep + c);
    }
  }

  @Override
  public void gradOutput(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    if (count < LANES) {
      twin.gradOutput(count, x, xAt, xStep, y, yAt, yStep);
      return;
    }
    for (int i = 0; i < count; i += LANES) {
      int c = Math.min(i, count - LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + xStep + c);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xAt + 2 * xStep + c);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xAt + 3 * xStep + c);
      FloatVector p = x0.add(x2);
      FloatVector q = x1.add(x3);
      FloatVector r = x2.fma(FOUR, x0);
      FloatVector s = x3.fma(FOUR, x1);
      x0.intoArray(y, yAt + c);
      p.add(q).intoArray(y, yAt + yStep + c);
      p.sub(q).intoArray(y, yAt + 2 * yStep + c);
      s.fma(TWO, r).intoArray(y, yAt + 3 * yStep + c);
      s.fma(MINUS_TWO, r).intoArray(y, yAt + 4 * yStep + c);
      x3.intoArray(y, yAt + 5 * yStep + c);
    }
  }

  @Override
  public void gradWeights(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    if (count < LANES) {
      twin.gradWeights(count, x, xAt, xStep, y, yAt, yStep);
      return;
    }
    for (int i = 0; i < count; i += LANES) {
      int c = Math.min(i, count - LANES);
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + xStep + c);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xAt + 2 * xStep + c);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xAt + 3 * xStep + c);
      FloatVector x4 = FloatVector.fromArray(SPECIES, x, xAt + 4 * xStep + c);
      FloatVector x5 = FloatVector.fromArray(SPECIES, x, xAt + 5 * xStep + c);
      FloatVector p = x1.add(x2);
      FloatVector q = x2.sub(x1);
      FloatVector r = x3.add(x4);
      FloatVector s = x3.sub(x4);
      r.fma(TWENTY_FOURTH, p.fma(MINUS_SIXTH, x0.mul(QUARTER))).intoArray(y, yAt + c);
      s.fma(TWELFTH, q.mul(SIXTH)).intoArray(y, yAt + yStep + c);
      r.sub(p).fma(SIXTH, x5).intoArray(y, yAt + 2 * yStep + c);
    }
  }

  /** What is added must not be added twice: the rest of a row goes to the twin. */
  @Override
  public void addGradWeights(
      int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    int whole = SPECIES.loopBound(count);
    for (int c = 0; c < whole; c += LANES) {
      FloatVector x0 = FloatVector.fromArray(SPECIES, x, xAt + c);
      FloatVector x1 = FloatVector.fromArray(SPECIES, x, xAt + xStep + c);
      FloatVector x2 = FloatVector.fromArray(SPECIES, x, xAt + 2 * xStep + c);
      FloatVector x3 = FloatVector.fromArray(SPECIES, x, xAt + 3 * xStep + c);
      FloatVector x4 = FloatVector.fromArray(SPECIES, x, xAt + 4 * xStep + c);
      FloatVector x5 = FloatVector.fromArray(SPECIES, x, xAt + 5 * xStep + c);
      FloatVector p = x1.add(x2);
      FloatVector q = x2.sub(x1);
      FloatVector r = x3.add(x4);
      FloatVector s = x3.sub(x4);
      FloatVector y0 = FloatVector.fromArray(SPECIES, y, yAt + c);
      FloatVector y1 = FloatVector.fromArray(SPECIES, y, yAt + yStep + c);
      FloatVector y2 = FloatVector.fromArray(SPECIES, y, yAt + 2 * yStep + c);
      y0.add(r.fma(TWENTY_FOURTH, p.fma(MINUS_SIXTH, x0.mul(QUARTER)))).intoArray(y, yAt + c);
      y1.add(s.fma(TWELFTH, q.mul(SIXTH))).intoArray(y, yAt + yStep + c);
      y2.add(r.sub(p).fma(SIXTH, x5)).intoArray(y, yAt + 2 * yStep + c);
    }
    twin.addGradWeights(count - whole, x, xAt + whole, xStep, y, yAt + whole, yStep);
  }
}
