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
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.erf(value).intoArray(y, yAt + i);
    }
    twin.erf(count - whole, x, xAt + whole, y, yAt + whole);
  }

  @Override
  public void normal(int count, float[] x, int xAt, float[] y, int yAt) {
    int whole = count - count % LANES;
    for (int i = 0; i < whole; i += LANES) {
      FloatVector value = FloatVector.fromArray(SPECIES, x, xAt + i);
      VectorFunctions.normal(value).intoArray(y, yAt + i);
    }
    twin.normal(count - whole, x, xAt + whole, y, yAt + whole);
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
