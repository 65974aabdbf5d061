package dev.convoy.compute.micro;

/** {@link PointwiseKernels} in plain loops; the oracle of {@link VectorPointwiseKernels}. */
final class ScalarPointwiseKernels implements PointwiseKernels {
  @Override
  public void exp(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.exp(x[xAt + i]);
    }
  }

  @Override
  public void sigmoid(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.sigmoid(x[xAt + i]);
    }
  }

  @Override
  public void swish(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.swish(x[xAt + i]);
    }
  }

  @Override
  public void tanh(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.tanh(x[xAt + i]);
    }
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
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.elu(positive, negative, divisor, x[xAt + i]);
    }
  }

  @Override
  public void mish(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.mish(x[xAt + i]);
    }
  }

  @Override
  public void erf(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.erf(x[xAt + i]);
    }
  }

  @Override
  public void normal(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.normal(x[xAt + i]);
    }
  }

  @Override
  public void geluTanh(int count, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = ScalarFunctions.geluTanh(x[xAt + i]);
    }
  }
}
