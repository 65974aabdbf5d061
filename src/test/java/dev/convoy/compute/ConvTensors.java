package dev.convoy.compute;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.reference.Conv2dReference;
import dev.convoy.reference.NdArray;
import java.util.Random;

/** The inputs of one convolution's backward pass, and what {@link Conv2d} makes of them. */
record ConvTensors(ConvGeometry g, float[] x, float[] w, float[] gradOutput) {
  static ConvTensors random(ConvGeometry g, long seed) {
    Random random = new Random(seed);
    return new ConvTensors(
        g,
        Arrays32.random(g.input().count(), random),
        Arrays32.random(g.weightShape().count(), random),
        Arrays32.random(g.outputShape().count(), random));
  }

  /** For sums without rounding. */
  static ConvTensors wholeNumbers(ConvGeometry g, long seed) {
    Random random = new Random(seed);
    return new ConvTensors(
        g,
        Arrays32.wholeNumbers(g.input().count(), random),
        Arrays32.wholeNumbers(g.weightShape().count(), random),
        Arrays32.wholeNumbers(g.outputShape().count(), random));
  }

  /** One image of the batch and its upstream gradient. */
  ConvTensors image(int n) {
    int images = g.input().n();
    return new ConvTensors(
        g.withBatch(1), Arrays32.part(n, images, x), w, Arrays32.part(n, images, gradOutput));
  }

  Conv2dReference.Gradients reference() {
    return ConvGeometries.reference(g)
        .backward(
            new NdArray(g.input(), Arrays32.widened(x)),
            new NdArray(g.weightShape(), Arrays32.widened(w)),
            new NdArray(g.outputShape(), Arrays32.widened(gradOutput)));
  }

  float[] forward(MicroKernels kernels) {
    float[] y = Arrays32.filledWithNaN(gradOutput.length);
    PackedFilters packed = Conv2d.pack(g, w, kernels);
    Conv2d.forward(g, x, packed, new float[0], y, new Workspace(kernels));
    return y;
  }

  float[] gradInput(MicroKernels kernels, Workspace ws) {
    float[] gradInput = Arrays32.filledWithNaN(x.length);
    Conv2d.gradInput(g, gradOutput, Conv2d.packTurned(g, w, kernels), gradInput, ws);
    return gradInput;
  }

  /** The gradient of the filters added to {@code sum}, which is returned. */
  float[] addGradWeights(float[] sum, Workspace ws) {
    Conv2d.addGradWeights(g, x, gradOutput, sum, 0, ws);
    return sum;
  }

  float[] addGradBias(float[] sum) {
    Conv2d.addGradBias(g, gradOutput, sum, 0);
    return sum;
  }
}
