package dev.convoy.compute.micro;

/** {@link WinogradTransforms} in plain loops; the oracle of {@link VectorWinogradTransforms}. */
final class ScalarWinogradTransforms implements WinogradTransforms {
  @Override
  public void input(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    for (int c = 0; c < count; c++) {
      float x0 = x[xAt + c];
      float x1 = x[xAt + xStep + c];
      float x2 = x[xAt + 2 * xStep + c];
      float x3 = x[xAt + 3 * xStep + c];
      float x4 = x[xAt + 4 * xStep + c];
      float x5 = x[xAt + 5 * xStep + c];
      float p = Math.fma(-4f, x2, x4);
      float q = Math.fma(-4f, x1, x3);
      float r = x4 - x2;
      float s = x3 - x1;
      y[yAt + c] = Math.fma(4f, x0, Math.fma(-5f, x2, x4));
      y[yAt + yStep + c] = p + q;
      y[yAt + 2 * yStep + c] = p - q;
      y[yAt + 3 * yStep + c] = Math.fma(2f, s, r);
      y[yAt + 4 * yStep + c] = Math.fma(-2f, s, r);
      y[yAt + 5 * yStep + c] = Math.fma(4f, x1, Math.fma(-5f, x3, x5));
    }
  }

  @Override
  public void output(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    for (int c = 0; c < count; c++) {
      float x0 = x[xAt + c];
      float x1 = x[xAt + xStep + c];
      float x2 = x[xAt + 2 * xStep + c];
      float x3 = x[xAt + 3 * xStep + c];
      float x4 = x[xAt + 4 * xStep + c];
      float x5 = x[xAt + 5 * xStep + c];
      float p = x1 + x2;
      float q = x1 - x2;
      float r = x3 + x4;
      float s = x3 - x4;
      y[yAt + c] = (x0 + p) + r;
      y[yAt + yStep + c] = Math.fma(2f, s, q);
      y[yAt + 2 * yStep + c] = Math.fma(4f, r, p);
      y[yAt + 3 * yStep + c] = Math.fma(8f, s, q) + x5;
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
    for (int c = 0; c < count; c++) {
      float x0 = x[xAt + c];
      float x1 = x[xAt + xStep + c];
      float x2 = x[xAt + 2 * xStep + c];
      float x3 = x[xAt + 3 * xStep + c];
      float x4 = x[xAt + 4 * xStep + c];
      float x5 = x[xAt + 5 * xStep + c];
      float start = bias[biasAt + c];
      float p = x1 + x2;
      float q = x1 - x2;
      float r = x3 + x4;
      float s = x3 - x4;
      y[yAt + c] = start + ((x0 + p) + r);
      y[yAt + yStep + c] = start + (Math.fma(2f, s, q));
      y[yAt + 2 * yStep + c] = start + (Math.fma(4f, r, p));
      y[yAt + 3 * yStep + c] = start + (Math.fma(8f, s, q) + x5);
    }
  }

  @Override
  public void gradOutput(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    for (int c = 0; c < count; c++) {
      float x0 = x[xAt + c];
      float x1 = x[xAt + xStep + c];
      float x2 = x[xAt + 2 * xStep + c];
      float x3 = x[xAt + 3 * xStep + c];
      float p = x0 + x2;
      float q = x1 + x3;
      float r = Math.fma(4f, x2, x0);
      float s = Math.fma(4f, x3, x1);
      y[yAt + c] = x0;
      y[yAt + yStep + c] = p + q;
      y[yAt + 2 * yStep + c] = p - q;
      y[yAt + 3 * yStep + c] = Math.fma(2f, s, r);
      y[yAt + 4 * yStep + c] = Math.fma(-2f, s, r);
      y[yAt + 5 * yStep + c] = x3;
    }
  }

  @Override
  public void gradWeights(int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    for (int c = 0; c < count; c++) {
      float x0 = x[xAt + c];
      float x1 = x[xAt + xStep + c];
      float x2 = x[xAt + 2 * xStep + c];
      float x3 = x[xAt + 3 * xStep + c];
      float x4 = x[xAt + 4 * xStep + c];
      float x5 = x[xAt + 5 * xStep + c];
      float p = x1 + x2;
      float q = x2 - x1;
      float r = x3 + x4;
      float s = x3 - x4;
      y[yAt + c] = Math.fma(1f / 24, r, Math.fma(-1f / 6, p, x0 * 0.25f));
      y[yAt + yStep + c] = Math.fma(1f / 12, s, q * (1f / 6));
      y[yAt + 2 * yStep + c] = Math.fma(1f / 6, r - p, x5);
    }
  }

  @Override
  public void addGradWeights(
      int count, float[] x, int xAt, int xStep, float[] y, int yAt, int yStep) {
    for (int c = 0; c < count; c++) {
      float x0 = x[xAt + c];
      float x1 = x[xAt + xStep + c];
      float x2 = x[xAt + 2 * xStep + c];
      float x3 = x[xAt + 3 * xStep + c];
      float x4 = x[xAt + 4 * xStep + c];
      float x5 = x[xAt + 5 * xStep + c];
      float p = x1 + x2;
      float q = x2 - x1;
      float r = x3 + x4;
      float s = x3 - x4;
      y[yAt + c] += Math.fma(1f / 24, r, Math.fma(-1f / 6, p, x0 * 0.25f));
      y[yAt + yStep + c] += Math.fma(1f / 12, s, q * (1f / 6));
      y[yAt + 2 * yStep + c] += Math.fma(1f / 6, r - p, x5);
    }
  }
}
