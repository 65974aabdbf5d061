package dev.convoy.onnx.reader;

import dev.convoy.KernelsUnderTest;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Runs a network on images in ONNX's order, [N, C, H, W], and gives its one output in that order.
 */
final class OneOutput {
  private final Network network;
  private final String output;

  OneOutput(Network network) {
    this(network, network.outputs().get(network.outputs().size() - 1));
  }

  OneOutput(Network network, String output) {
    this.network = network;
    this.output = output;
  }

  float[] of(NumpyArray images) {
    Shape image = network.inputShape();
    float[] x = images.floats();
    int n = x.length / image.length();
    NetworkRunner runner =
        new NetworkRunner(network.prepared(KernelsUnderTest.name()), n, List.of(output));
    int pixels = image.size(0) * image.size(1);
    transpose(x, n, image.size(2), pixels, runner.input());
    runner.forward(n);
    Shape shape = network.shapeOf(output);
    float[] y = Arrays.copyOf(runner.output(output), n * shape.length());
    if (shape.rank() != 3) {
      return y;
    }
    float[] channelsFirst = new float[y.length];
    transpose(y, n, shape.size(0) * shape.size(1), shape.size(2), channelsFirst);
    return channelsFirst;
  }

  /** Each of n matrices [rows, columns] becomes [columns, rows]. */
  private static void transpose(float[] from, int n, int rows, int columns, float[] to) {
    int size = rows * columns;
    for (int i = 0; i < n * size; i++) {
      int row = i % size / columns;
      int column = i % columns;
      to[i / size * size + column * rows + row] = from[i];
    }
  }
}
