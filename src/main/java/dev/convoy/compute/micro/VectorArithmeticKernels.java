package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ArithmeticKernels} on the widest float vectors; twin of {@link ScalarArithmeticKernels},
 * which does what whole vectors leave of the rows.
 */
final class VectorArithmeticKernels implements ArithmeticKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private final ScalarArithmeticKernels twin = new ScalarArithmeticKernels();

  @Override
  public void rows(
      Operation operation,
      int rows,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] y,
      int yAt) {
    int whole = count - count % LANES;
    for (int r = 0; r < rows; r++) {
      int aRow = aAt + r * aStep;
      int bRow = bAt + r * bStep;
      int yRow = yAt + r * count;
      row(operation, whole, a, aRow, b, bRow, y, yRow);
      if (whole < count) {
        twin.rows(
            operation,
            1,
            count - whole,
            a,
            aRow + whole,
            aStep,
            b,
            bRow + whole,
            bStep,
            y,
            yRow + whole);
      }
    }
  }

  @Override
  public void numberAndRows(
      Operation operation,
      int rows,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] y,
      int yAt) {
    int whole = count - count % LANES;
    for (int r = 0; r < rows; r++) {
      int aRow = aAt + r * aStep;
      int bRow = bAt + r * bStep;
      int yRow = yAt + r * count;
      row(operation, whole, a[aRow], b, bRow, y, yRow);
      if (whole < count) {
        twin.numberAndRows(
            operation, 1, count - whole, a, aRow, aStep, b, bRow + whole, bStep, y, yRow + whole);
      }
    }
  }

  @Override
  public void rowsAndNumber(
      Operation operation,
      int rows,
      int count,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bStep,
      float[] y,
      int yAt) {
    int whole = count - count % LANES;
    for (int r = 0; r < rows; r++) {
      int aRow = aAt + r * aStep;
      int bRow = bAt + r * bStep;
      int yRow = yAt + r * count;
      row(operation, whole, a, aRow, b[bRow], y, yRow);
      if (whole < count) {
        twin.rowsAndNumber(
            operation, 1, count - whole, a, aRow + whole, aStep, b, bRow, bStep, y, yRow + whole);
      }
    }
  }

  private static void row(
      Operation operation, int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    switch (operation) {
      case ADD -> add(count, a, aAt, b, bAt, y, yAt);
      case SUBTRACT -> sub(count, a, aAt, b, bAt, y, yAt);
      case MULTIPLY -> mul(count, a, aAt, b, bAt, y, yAt);
      case DIVIDE -> div(count, a, aAt, b, bAt, y, yAt);
      case MINIMUM -> min(count, a, aAt, b, bAt, y, yAt);
      case MAXIMUM -> max(count, a, aAt, b, bAt, y, yAt);
    }
  }

  private static void add(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector left = FloatVector.fromArray(SPECIES, a, aAt + i);
      left.add(FloatVector.fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
  }

  private static void sub(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector left = FloatVector.fromArray(SPECIES, a, aAt + i);
      left.sub(FloatVector.fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
  }

  private static void mul(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector left = FloatVector.fromArray(SPECIES, a, aAt + i);
      left.mul(FloatVector.fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
  }

  private static void div(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector left = FloatVector.fromArray(SPECIES, a, aAt + i);
      left.div(FloatVector.fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
  }

  private static void min(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector left = FloatVector.fromArray(SPECIES, a, aAt + i);
      left.min(FloatVector.fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
  }

  private static void max(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector left = FloatVector.fromArray(SPECIES, a, aAt + i);
      left.max(FloatVector.fromArray(SPECIES, b, bAt + i)).intoArray(y, yAt + i);
    }
  }

  private static void row(
      Operation operation, int count, float[] a, int aAt, float b, float[] y, int yAt) {
    switch (operation) {
      case ADD -> add(count, a, aAt, b, y, yAt);
      case SUBTRACT -> sub(count, a, aAt, b, y, yAt);
      case MULTIPLY -> mul(count, a, aAt, b, y, yAt);
      case DIVIDE -> div(count, a, aAt, b, y, yAt);
      case MINIMUM -> min(count, a, aAt, b, y, yAt);
      case MAXIMUM -> max(count, a, aAt, b, y, yAt);
    }
  }

  private static void add(int count, float[] a, int aAt, float b, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i).add(b).intoArray(y, yAt + i);
    }
  }

  private static void sub(int count, float[] a, int aAt, float b, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i).sub(b).intoArray(y, yAt + i);
    }
  }

  private static void mul(int count, float[] a, int aAt, float b, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i).mul(b).intoArray(y, yAt + i);
    }
  }

  private static void div(int count, float[] a, int aAt, float b, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i).div(b).intoArray(y, yAt + i);
    }
  }

  private static void min(int count, float[] a, int aAt, float b, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i).min(b).intoArray(y, yAt + i);
    }
  }

  private static void max(int count, float[] a, int aAt, float b, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i).max(b).intoArray(y, yAt + i);
    }
  }

  /** Four of the operations do not mind the order of their numbers. */
  private static void row(
      Operation operation, int count, float a, float[] b, int bAt, float[] y, int yAt) {
    switch (operation) {
      case SUBTRACT -> subtractFrom(count, a, b, bAt, y, yAt);
      case DIVIDE -> divideBy(count, a, b, bAt, y, yAt);
      default -> row(operation, count, b, bAt, a, y, yAt);
    }
  }

  private static void subtractFrom(int count, float a, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector right = FloatVector.fromArray(SPECIES, b, bAt + i);
      FloatVector.broadcast(SPECIES, a).sub(right).intoArray(y, yAt + i);
    }
  }

  private static void divideBy(int count, float a, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector right = FloatVector.fromArray(SPECIES, b, bAt + i);
      FloatVector.broadcast(SPECIES, a).div(right).intoArray(y, yAt + i);
    }
  }

  @Override
  public void rectifiedRows(
      int rows,
      int count,
      float[] x,
      int xAt,
      int xStep,
      float[] slope,
      int slopeAt,
      int slopeStep,
      float[] y,
      int yAt) {
    int whole = count - count % LANES;
    for (int r = 0; r < rows; r++) {
      int xRow = xAt + r * xStep;
      int slopeRow = slopeAt + r * slopeStep;
      int yRow = yAt + r * count;
      rectify(whole, x, xRow, slope, slopeRow, y, yRow);
      if (whole < count) {
        twin.rectifiedRows(
            1,
            count - whole,
            x,
            xRow + whole,
            xStep,
            slope,
            slopeRow + whole,
            slopeStep,
            y,
            yRow + whole);
      }
    }
  }

  @Override
  public void rectifiedByNumber(
      int rows,
      int count,
      float[] x,
      int xAt,
      int xStep,
      float[] slope,
      int slopeAt,
      int slopeStep,
      float[] y,
      int yAt) {
    int whole = count - count % LANES;
    for (int r = 0; r < rows; r++) {
      int xRow = xAt + r * xStep;
      int slopeRow = slopeAt + r * slopeStep;
      int yRow = yAt + r * count;
      rectify(whole, x, xRow, slope[slopeRow], y, yRow);
      if (whole < count) {
        twin.rectifiedByNumber(
            1, count - whole, x, xRow + whole, xStep, slope, slopeRow, slopeStep, y, yRow + whole);
      }
    }
  }

  private static void rectify(
      int count, float[] x, int xAt, float[] slope, int slopeAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector below = value.mul(FloatVector.fromArray(SPECIES, slope, slopeAt + i));
      value.blend(below, value.compare(VectorOperators.LT, 0f)).intoArray(y, yAt + i);
    }
  }

  private static void rectify(int count, float[] x, int xAt, float slope, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      value.blend(value.mul(slope), value.compare(VectorOperators.LT, 0f)).intoArray(y, yAt + i);
    }
  }
}
