package dev.convoy.compute.micro;

/** {@link ChannelKernels} in plain loops; the oracle of {@link VectorChannelKernels}. */
final class ScalarChannelKernels implements ChannelKernels {
  @Override
  public void products(
      int channels,
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] w,
      int wAt,
      float[] start,
      int startAt,
      int startStep,
      float[] y,
      int yAt,
      int yStep) {
    for (int p = 0; p < pixels; p++) {
      int toAt = yAt + p * yStep;
      System.arraycopy(start, startAt + p * startStep, y, toAt, channels);
      for (int t = 0; t < taps.count(); t++) {
        int fromAt = xAt + p * xStep + taps.inputAt()[t];
        int byAt = wAt + taps.weightAt()[t];
        for (int c = 0; c < channels; c++) {
          y[toAt + c] = Math.fma(x[fromAt + c], w[byAt + c], y[toAt + c]);
        }
      }
    }
  }

  @Override
  public void largest(
      int channels,
      int pixels,
      Taps taps,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep) {
    for (int p = 0; p < pixels; p++) {
      int toAt = yAt + p * yStep;
      System.arraycopy(x, xAt + p * xStep + taps.inputAt()[0], y, toAt, channels);
      for (int t = 1; t < taps.count(); t++) {
        int fromAt = xAt + p * xStep + taps.inputAt()[t];
        for (int c = 0; c < channels; c++) {
          y[toAt + c] = Math.max(y[toAt + c], x[fromAt + c]);
        }
      }
    }
  }

  @Override
  public void averages(
      int channels,
      int pixels,
      Taps taps,
      float divisor,
      float[] x,
      int xAt,
      int xStep,
      float[] y,
      int yAt,
      int yStep) {
    for (int p = 0; p < pixels; p++) {
      int toAt = yAt + p * yStep;
      for (int c = 0; c < channels; c++) {
        y[toAt + c] = 0f;
      }
      for (int t = 0; t < taps.count(); t++) {
        int fromAt = xAt + p * xStep + taps.inputAt()[t];
        for (int c = 0; c < channels; c++) {
          y[toAt + c] += x[fromAt + c];
        }
      }
      for (int c = 0; c < channels; c++) {
        y[toAt + c] /= divisor;
      }
    }
  }

  @Override
  public void scaleShift(
      int rows,
      int channels,
      int step,
      float[] x,
      int xAt,
      float[] scale,
      float[] shift,
      int channelAt,
      float[] y,
      int yAt) {
    for (int r = 0; r < rows; r++) {
      int fromAt = xAt + r * step;
      int toAt = yAt + r * step;
      for (int c = 0; c < channels; c++) {
        y[toAt + c] = Math.fma(x[fromAt + c], scale[channelAt + c], shift[channelAt + c]);
      }
    }
  }

  @Override
  public void add(int count, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = a[aAt + i] + b[bAt + i];
    }
  }

  @Override
  public void clamp(int count, float low, float high, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      y[yAt + i] = Math.min(Math.max(x[xAt + i], low), high);
    }
  }

  @Override
  public void leaky(int count, float slope, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < count; i++) {
      float value = x[xAt + i];
      y[yAt + i] = value > 0f ? value : slope * value;
    }
  }

  @Override
  public void scaleShiftClamp(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float low,
      float high,
      float[] y,
      int yAt) {
    scaleShift(rows, channels, channels, y, yAt, scale, shift, 0, y, yAt);
    clamp(rows * channels, low, high, y, yAt, y, yAt);
  }

  @Override
  public void scaleShiftAddClamp(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float[] other,
      int otherAt,
      float low,
      float high,
      float[] y,
      int yAt) {
    int count = rows * channels;
    scaleShift(rows, channels, channels, y, yAt, scale, shift, 0, y, yAt);
    add(count, y, yAt, other, otherAt, y, yAt);
    clamp(count, low, high, y, yAt, y, yAt);
  }
}
