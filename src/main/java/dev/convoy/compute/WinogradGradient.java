package dev.convoy.compute;

final class WinogradGradient {
  static void add(
      ConvGeometry g, float[] x, float[] gradOutput, float[] gradWeights, int at, Workspace ws) {
    FilterGradient.add(g, x, gradOutput, gradWeights, at, ws);
  }
}
