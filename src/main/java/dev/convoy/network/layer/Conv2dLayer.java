package dev.convoy.network.layer;

import dev.convoy.compute.Conv2d;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.compute.Epilogue;
import dev.convoy.compute.ExpandedDepthwise;
import dev.convoy.compute.PackedFilters;
import dev.convoy.compute.Window;
import dev.convoy.compute.Workspace;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Convolution; see {@link Conv2d}. Parameters {@code weight} (HWIO) and {@code bias}. */
public record Conv2dLayer(
    int outC,
    Window window,
    Spacing pad,
    int groups,
    boolean biased,
    ConvGeometry.Algorithm algorithm)
    implements Layer {
  @Override
  public String kind() {
    return "conv2d";
  }

  private ConvGeometry geometry(List<Shape> inputs, int n) {
    Shape input = Inputs.image(inputs);
    return new ConvGeometry(
        input.batch(n), outC, window, pad.resolve(input.h(), input.w(), window), groups, algorithm);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    ConvGeometry geometry = geometry(inputs, 1);
    return Shape.of(geometry.outH(), geometry.outW(), outC);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return geometry(inputs, 1).flops();
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("weight", geometry(inputs, 1).weightShape());
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
    ConvGeometry one = geometry(inputs, 1);
    PackedFilters filters = Conv2d.pack(one, parameters.get("weight"), kernels);
    return new Forward(one, filters, parameters.getOrDefault("bias", new float[0]));
  }

  private record Forward(ConvGeometry one, PackedFilters filters, float[] bias)
      implements BlockwiseOperation {
    @Override
    public long packedFloats() {
      return filters.size();
    }

    @Override
    public long scratchFloats(int n) {
      return Conv2d.scratchFloats(one.withBatch(n));
    }

    @Override
    public void forward(int n, float[][] x, float[] y, Epilogue after, Workspace workspace) {
      Conv2d.forward(one.withBatch(n), x[0], filters, bias, y, after, workspace);
    }

    @Override
    public Optional<BlockwiseOperation> behind(BlockwiseOperation before, Epilogue afterBefore) {
      if (!(before instanceof Forward expand) || !ExpandedDepthwise.suits(expand.one, one)) {
        return Optional.empty();
      }
      return Optional.of(
          (n, x, y, after, workspace) ->
              ExpandedDepthwise.forward(
                  expand.one.withBatch(n),
                  expand.filters,
                  expand.bias,
                  afterBefore,
                  one.withBatch(n),
                  filters,
                  bias,
                  after,
                  x[0],
                  y,
                  workspace));
    }
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    ConvGeometry one = geometry(inputs, 1);
    PackedFilters turned = Conv2d.packTurned(one, parameters.get("weight"), kernels);
    return new PackedBackward(
        turned,
        n -> Conv2d.backwardScratchFloats(one.withBatch(n)),
        (n, kept, gradOutput, gradInputs, gradients, at, workspace) -> {
          ConvGeometry g = one.withBatch(n);
          Conv2d.addGradWeights(g, kept.inputs()[0], gradOutput, gradients, at[0], workspace);
          if (biased) {
            Conv2d.addGradBias(g, gradOutput, gradients, at[1]);
          }
          if (gradInputs[0].length > 0) {
            Conv2d.gradInput(g, gradOutput, turned, gradInputs[0], workspace);
          }
        });
  }
}
