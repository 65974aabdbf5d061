package dev.convoy.compute.micro;

/** {@link ArithmeticKernels} in plain loops; the oracle of {@link VectorArithmeticKernels}. */
final class ScalarArithmeticKernels implements ArithmeticKernels {
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
    for (int r = 0; r < rows; r++) {
      int aRow = aAt + r * aStep;
      int bRow = bAt + r * bStep;
      int yRow = yAt + r * count;
      for (int i = 0; i < count; i++) {
        y[yRow + i] = of(operation, a[aRow + i], b[bRow + i]);
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
    for (int r = 0; r < rows; r++) {
      int aRow = aAt + r * aStep;
      int bRow = bAt + r * bStep;
      int yRow = yAt + r * count;
      for (int i = 0; i < count; i++) {
        y[yRow + i] = of(operation, a[aRow], b[bRow + i]);
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
    for (int r = 0; r < rows; r++) {
      int aRow = aAt + r * aStep;
      int bRow = bAt + r * bStep;
      int yRow = yAt + r * count;
      for (int i = 0; i < count; i++) {
        y[yRow + i] = of(operation, a[aRow + i], b[bRow]);
      }
    }
  }

  private static float of(Operation operation, float a, float b) {
    return switch (operation) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MINIMUM -> Math.min(a, b);
      case MAXIMUM -> Math.max(a, b);
    };
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
    for (int r = 0; r < rows; r++) {
      int xRow = xAt + r * xStep;
      int slopeRow = slopeAt + r * slopeStep;
      int yRow = yAt + r * count;
      for (int i = 0; i < count; i++) {
        float value = x[xRow + i];
        y[yRow + i] = value < 0f ? slope[slopeRow + i] * value : value;
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
    for (int r = 0; r < rows; r++) {
      int xRow = xAt + r * xStep;
      int slopeRow = slopeAt + r * slopeStep;
      int yRow = yAt + r * count;
      for (int i = 0; i < count; i++) {
        float value = x[xRow + i];
        y[yRow + i] = value < 0f ? slope[slopeRow] * value : value;
      }
    }
  }
}
