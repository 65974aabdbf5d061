package dev.convoy.network.layer;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.Workspace;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs one layer alone, forward and backward, on a batch; arrays it must set begin as NaN. */
final class LayerRun {
  private static final int BEHIND = 3;

  private final Layer layer;
  private final List<Shape> inputs;
  private final Map<String, float[]> parameters;
  private final MicroKernels kernels;

  LayerRun(Layer layer, Shape input, Map<String, float[]> parameters) {
    this.layer = layer;
    this.inputs = List.of(input);
    this.parameters = parameters;
    this.kernels = Kernels.named(KernelsUnderTest.name());
  }

  LayerRun(Layer layer, Shape input) {
    this(layer, input, Map.of());
  }

  Shape outputShape() {
    return layer.outputShape(inputs);
  }

  int images(float[] x) {
    return x.length / inputs.get(0).length();
  }

  float[] forward(float[] x) {
    int n = images(x);
    float[] y = filledWithNaN(n * outputShape().length() + BEHIND);
    layer
        .prepare(inputs, parameters, kernels)
        .forward(n, new float[][] {x}, y, new Workspace(kernels));
    return withoutEnd(y);
  }

  /** What backward gives: {@code input}, and the parameters by name, which begin at zero. */
  Map<String, float[]> backward(float[] x, float[] gradOutput) {
    int n = images(x);
    Map<String, Shape> shapes = layer.parameters(inputs);
    List<String> trained = layer.trained(inputs);
    int[] at = new int[trained.size()];
    int end = 0;
    for (int i = 0; i < at.length; i++) {
      at[i] = end;
      end += shapes.get(trained.get(i)).length();
    }
    float[] gradients = new float[end];
    float[] gradInput = filledWithNaN(x.length + BEHIND);
    layer
        .prepareBackward(inputs, parameters, kernels)
        .backward(
            n,
            kept(n, x),
            gradOutput,
            new float[][] {gradInput},
            gradients,
            at,
            new Workspace(kernels));
    Map<String, float[]> result = new LinkedHashMap<>();
    result.put("input", withoutEnd(gradInput));
    for (int i = 0; i < at.length; i++) {
      int length = shapes.get(trained.get(i)).length();
      result.put(trained.get(i), Arrays.copyOfRange(gradients, at[i], at[i] + length));
    }
    return result;
  }

  private Kept kept(int n, float[] x) {
    Keep keep = layer.keep();
    if (keep instanceof Keep.Inputs) {
      return new Kept(new float[][] {x}, new float[0], new byte[0]);
    }
    if (keep instanceof Keep.Output) {
      return new Kept(new float[0][], forward(x), new byte[0]);
    }
    if (keep instanceof Keep.Packed packed) {
      float[] y = forward(x);
      int bits = outputShape().length() * packed.bitsPerValue(inputs);
      int bytes = (bits + 7) / 8;
      byte[] all = new byte[n * bytes];
      for (int image = 0; image < n; image++) {
        packed.pack(inputs, n, image, x, y, all, image * bytes);
      }
      return new Kept(new float[0][], new float[0], all);
    }
    return new Kept(new float[0][], new float[0], new byte[0]);
  }

  private static float[] filledWithNaN(int length) {
    float[] values = new float[length];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  /** Without the NaN that must still lie behind it. */
  private static float[] withoutEnd(float[] values) {
    int length = values.length - BEHIND;
    for (int i = length; i < values.length; i++) {
      if (!Float.isNaN(values[i])) {
        throw new AssertionError("written behind the end: " + values[i]);
      }
    }
    return Arrays.copyOf(values, length);
  }
}
