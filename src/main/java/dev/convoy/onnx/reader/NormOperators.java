package dev.convoy.onnx.reader;

import dev.convoy.network.layer.BatchNormLayer;
import dev.convoy.network.layer.LocalResponseNormLayer;
import dev.convoy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Normalisations. */
final class NormOperators {
  private NormOperators() {}

  static void batch(OperatorCall call) {
    if (call.attributes().flag("training_mode")) {
      throw new OnnxException("it is in training mode; export the model for inference");
    }
    if (call.attributes().integer("spatial", 1) == 0) {
      throw new OnnxException("spatial = 0 (statistics for every pixel) is not known here");
    }
    Activation x = call.activation(0);
    int[] order = channelsLast(x.layout().rank());
    int channels = x.layout().size(0);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    String[] names = {"gamma", "beta", "mean", "variance"};
    for (int i = 0; i < names.length; i++) {
      parameters.put(names[i], Constants.vector(call.constant(i + 1), channels, names[i]));
    }
    for (int i = 1; i < call.outputCount(); i++) {
      call.refuseOutput(i, "statistics");
    }
    double epsilon = call.attributes().number("epsilon", 1e-5);
    String node =
        call.add(new BatchNormLayer(epsilon), parameters, call.network().shaped(x, order));
    call.set(new Activation(node, x.layout().stored(order)));
  }

  /** The order with ONNX's channels, its first axis after the batch, innermost. */
  private static int[] channelsLast(int rank) {
    if (rank == 0) {
      throw new OnnxException("input has no channels");
    }
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = (i + 1) % rank;
    }
    return order;
  }

  static void local(OperatorCall call) {
    Activation x = call.image(0);
    if (!call.attributes().has("size")) {
      throw new OnnxException("attribute \"size\" is missing");
    }
    LocalResponseNormLayer layer =
        new LocalResponseNormLayer(
            call.attributes().integer("size", 1),
            call.attributes().number("alpha", 1e-4),
            call.attributes().number("beta", 0.75),
            call.attributes().number("bias", 1));
    call.setImage(call.add(layer, call.nhwc(x)));
  }
}
