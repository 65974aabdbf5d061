package dev.convoy.bench;

import dev.convoy.compute.Conv2d;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.compute.PackedFilters;
import dev.convoy.compute.Workspace;
import dev.convoy.compute.micro.MicroKernels;
import java.util.Arrays;
import java.util.List;

/** Convoy's own convolution as a contender; filters are packed once, as in a network. */
final class OurConv {
  private OurConv() {}

  /** Output y. */
  static Contender forward(ConvGeometry g, ConvData data, MicroKernels kernels) {
    PackedFilters filters = Conv2d.pack(g, data.w(), kernels);
    Workspace workspace = new Workspace(kernels);
    float[] y = new float[g.outputShape().length()];
    return contender(
        List.of(y), () -> Conv2d.forward(g, data.x(), filters, data.bias(), y, workspace));
  }

  /** Outputs gradInput, gradWeights, gradBias; the last two are set to zero and added to. */
  static Contender backward(ConvGeometry g, ConvData data, MicroKernels kernels) {
    PackedFilters turned = Conv2d.packTurned(g, data.w(), kernels);
    Workspace workspace = new Workspace(kernels);
    float[] gradInput = new float[g.input().length()];
    float[] gradWeights = new float[g.weightShape().length()];
    float[] gradBias = new float[g.outC()];
    return contender(
        List.of(gradInput, gradWeights, gradBias),
        () -> {
          Conv2d.gradInput(g, data.gradOutput(), turned, gradInput, workspace);
          Arrays.fill(gradWeights, 0f);
          Conv2d.addGradWeights(g, data.x(), data.gradOutput(), gradWeights, 0, workspace);
          Arrays.fill(gradBias, 0f);
          Conv2d.addGradBias(g, data.gradOutput(), gradBias, 0);
        });
  }

  private static Contender contender(List<float[]> outputs, Runnable work) {
    return new Contender() {
      @Override
      public void run() {
        work.run();
      }

      @Override
      public List<float[]> outputs() {
        return outputs;
      }
    };
  }
}
