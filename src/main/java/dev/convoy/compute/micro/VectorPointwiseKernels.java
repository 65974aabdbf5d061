package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PointwiseKernels} on the widest float vectors; twin of {@link ScalarPointwiseKernels},
 * which does what whole vectors leave.
 */
final class VectorPointwiseKernels implements PointwiseKernels {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /** Values, whole vectors, that go through two steps before the next ones. */
  private static final int PART = 1024;

  private final ScalarPointwiseKernels twin = new ScalarPointwiseKernels();

  @Override
  public void exp(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.exp(value).intoArray(y, yAt + i);
    }
    twin.exp(count - whole, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void sigmoid(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.sigmoid(value).intoArray(y, yAt + i);
    }
    twin.sigmoid(count - whole, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void swish(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.swish(value).intoArray(y, yAt + i);
    }
    twin.swish(count - whole, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void tanh(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.tanh(value).intoArray(y, yAt + i);
    }
    twin.tanh(count - whole, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void elu(
      int count,
      float positive,
      float negative,
      float divisor,
      float[] x,
      int xAt,
      float[] y,
      int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.elu(positive, negative, divisor, value).intoArray(y, yAt + i);
    }
    twin.elu(count - whole, positive, negative, divisor, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void mish(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.mish(value).intoArray(y, yAt + i);
    }
    twin.mish(count - whole, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void erf(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += PART) {
      int part = Math.min(PART, whole - i);
      erfOrExponents(part, x, xAt + i, y, yAt + i);
      erfOfHalves(part, y, yAt + i);
    }
    twin.erf(count - whole, x, xAt + whole, y, yAt + whole);
  }

  private static void erfOrExponents(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.erfOrExponent(value, ScalarFunctions.ERF_HIGH).intoArray(y, yAt + i);
    }
  }

  private static void erfOfHalves(int count, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector half = FloatVector.fromArray(SPECIES, y, yAt + i);
      VectorFunctions.erf(half).intoArray(y, yAt + i);
    }
  }

  @Override
  public void normal(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += PART) {
      int part = Math.min(PART, whole - i);
      normalOrExponents(part, x, xAt + i, y, yAt + i);
      normalOfHalves(part, y, yAt + i);
    }
    twin.normal(count - whole, x, xAt + whole, y, yAt + whole);
  }

  private static void normalOrExponents(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.normalOrExponent(value).intoArray(y, yAt + i);
    }
  }

  private static void normalOfHalves(int count, float[] y, int yAt) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector half = FloatVector.fromArray(SPECIES, y, yAt + i);
      VectorFunctions.normal(half).intoArray(y, yAt + i);
    }
  }

  @Override
  public void geluTanh(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.geluTanh(value).intoArray(y, yAt + i);
    }
    twin.geluTanh(count - whole, x, xAt + whole, y, yAt + whole);
  }
}
