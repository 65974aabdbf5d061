package dev.convoy.network.layer;

import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * Instance normalisation: every channel of every image gets mean 0 and variance 1, then a line of
 * its own. It is {@link GroupNormLayer} with as many groups as channels and has its parameters.
 */
public record InstanceNormLayer(double epsilon) implements Layer {
  @Override
  public String kind() {
    return "instanceNorm";
  }

  private GroupNormLayer byChannel(List<Shape> inputs) {
    return new GroupNormLayer(Inputs.single(inputs).c(), epsilon);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return byChannel(inputs).outputShape(inputs);
  }

  @Override
  public long flops(List<Shape> inputs) {
    return 2 * outputShape(inputs).count();
  }

  @Override
  public Map<String, Shape> parameters(List<Shape> inputs) {
    return byChannel(inputs).parameters(inputs);
  }

  @Override
  public Keep keep() {
    return Keep.INPUTS;
  }

  @Override
  public Operation prepare(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    return byChannel(inputs).prepare(inputs, parameters, kernels);
  }

  @Override
  public BackwardOperation prepareBackward(
      List<Shape> inputs, Map<String, float[]> parameters, MicroKernels kernels) {
    return byChannel(inputs).prepareBackward(inputs, parameters, kernels);
  }
}
