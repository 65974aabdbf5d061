package dev.convoy.network.layer;

import dev.convoy.compute.ConvTranspose2d;
import dev.convoy.compute.ConvTransposeGeometry;
import dev.convoy.compute.PackedFilters;
import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Transposed convolution; see {@link ConvTranspose2d}. Parameters {@code weight} {@code [filterH,
 * filterW, outC / groups, inC]} and {@code bias}.
 *
 * @param pad pixels left out on the sides of the output
 * @param extraH rows added at its bottom
 * @param extraW columns added at its right
 */
public record ConvTranspose2dLayer(
    int outC, Window window, Padding pad, int extraH, int extraW, int groups, boolean biased)
    implements Layer {
  @Override
  public String kind() {
    return "convTranspose2d";
  }

  private ConvTransposeGeometry geometry(List<Shape> inputs) {
    Shape input = Inputs.image(inputs);
    return new ConvTransposeGeometry(input.batch(1), outC, window, pad, extraH, extraW, groups);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    ConvTransposeGeometry geometry = geometry(inputs);
    return Shape.of(geometry.outH(), geometry.outW(), outC);
  }

  @Override
  public long flops(List<Shape> inputs) {
    // Every input value meets every tap of its group's filters.
    return 2L * inputs.get(0).count() * window.taps() * (outC / groups);
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("weight", geometry(inputs).weightShape());
    if (biased) {
      shapes.put("bias", Shape.of(outC));
    }
    return shapes;
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    ConvTransposeGeometry one = geometry(inputs);
    PackedFilters filters = ConvTranspose2d.pack(one, parameters.get("weight"), kernels);
    float[] bias = parameters.getOrDefault("bias", new float[0]);
    return new PackedOperation(
        filters,
        (n, x, y, workspace) ->
            ConvTranspose2d.forward(one.withBatch(n), x[0], filters, bias, y, workspace));
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    ConvTransposeGeometry one = geometry(inputs);
    PackedFilters turned = ConvTranspose2d.packTurned(one, parameters.get("weight"), kernels);
    return new PackedBackward(
        turned,
        n -> 0,
        (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
          ConvTransposeGeometry g = one.withBatch(n);
          float[] x = kept.inputs()[0];
          ConvTranspose2d.addGradWeights(g, x, gradOutput, gradients, at[0], workspace);
          if (biased) {
            ConvTranspose2d.addGradBias(g, gradOutput, gradients, at[1]);
          }
          if (gradInputs[0].length > 0) {
            ConvTranspose2d.gradInput(g, gradOutput, turned, gradInputs[0], workspace);
          }
        });
  }
}
