package dev.convoy.network.layer;

import dev.convoy.compute.Dense;
import dev.convoy.compute.PackedFilters;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Matrix product; see {@link Dense}. Parameters {@code weight} [in, out] and {@code bias}. */
public record DenseLayer(int outC, boolean biased) implements Layer {
  @Override
  public String kind() {
    return "dense";
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Inputs.single(inputs);
    Check.that(
        input.rank() == 1, "input has shape %s, needs a vector; put a flatten before it", input);
    return Shape.of(outC);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return 2 * parameters(inputs).get("weight").count();
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("weight", Shape.of(inputs.get(0).c(), outC));
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
    int inC = inputs.get(0).c();
    PackedFilters weights = Dense.pack(inC, outC, parameters.get("weight"), kernels);
    float[] bias = parameters.getOrDefault("bias", new float[0]);
    return new PackedOperation(
        weights,
        (n, x, y, workspace) -> Dense.forward(n, inC, outC, x[0], weights, bias, y, workspace));
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    int inC = inputs.get(0).c();
    PackedFilters turned = Dense.packTurned(inC, outC, parameters.get("weight"), kernels);
    return new PackedBackward(
        turned,
        n -> 0,
        (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
          float[] x = kept.inputs()[0];
          Dense.addGradWeights(n, inC, outC, x, gradOutput, gradients, at[0], workspace);
          if (biased) {
            Dense.addGradBias(n, outC, gradOutput, gradients, at[1]);
          }
          if (gradInputs[0].length > 0) {
            Dense.gradInput(n, inC, outC, gradOutput, turned, gradInputs[0], workspace);
          }
        });
  }
}
