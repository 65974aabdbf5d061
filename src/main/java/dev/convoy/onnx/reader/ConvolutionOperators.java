package dev.convoy.onnx.reader;

import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.ConvTranspose2dLayer;
import dev.convoy.network.layer.Spacing;
import dev.convoy.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Conv and ConvTranspose. */
final class ConvolutionOperators {
  private ConvolutionOperators() {}

  /** Filters [outC, inC / groups, filterH, filterW] become HWIO. */
  static void conv(OperatorCall call) {
    Activation x = call.image(0);
    Constant w = filters(call);
    int groups = groups(call);
    int inC = x.layout().size(0);
    int[] dims = w.dims();
    if ((long) dims[1] * groups != inC) {
      throw new OnnxException(
          "input %s has %s channels, filters %s in %s groups take %s",
          call.describe(x), inC, w.shape(), groups, (long) dims[1] * groups);
    }
    Window window = WindowAttributes.window(call, dims[2], dims[3]);
    Padding pad = WindowAttributes.padding(call, x, window);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("weight", Constants.tensor(w, 2, 3, 1, 0));
    boolean biased = bias(call, dims[0], parameters);
    Conv2dLayer layer =
        new Conv2dLayer(dims[0], window, new Spacing.Pixels(pad), groups, biased, call.algorithm());
    call.setImage(call.add(layer, parameters, call.nhwc(x)));
  }

  /** Filters [inC, outC / groups, filterH, filterW]: those of the convolution that goes back. */
  static void convTranspose(OperatorCall call) {
    Activation x = call.image(0);
    Constant w = filters(call);
    int groups = groups(call);
    int[] dims = w.dims();
    if (dims[0] != x.layout().size(0)) {
      throw new OnnxException(
          "input %s has %s channels, filters %s take %s",
          call.describe(x), x.layout().size(0), w.shape(), dims[0]);
    }
    int outC = Math.multiplyExact(dims[1], groups);
    Window window = WindowAttributes.window(call, dims[2], dims[3]);
    int[] extra = call.attributes().integers("output_padding", 2, 0);
    TransposedPadding pad = TransposedPadding.of(call, x, window, extra);
    Map<String, Tensor> parameters = new LinkedHashMap<>();
    parameters.put("weight", Constants.tensor(w, 2, 3, 1, 0));
    boolean biased = bias(call, outC, parameters);
    ConvTranspose2dLayer layer =
        new ConvTranspose2dLayer(
            outC, window, pad.padding(), pad.extraH(), pad.extraW(), groups, biased);
    call.setImage(call.add(layer, parameters, call.nhwc(x)));
  }

  private static Constant filters(OperatorCall call) {
    Constant w = call.constant(1);
    if (w.rank() != 4) {
      throw new OnnxException("filters have shape %s, needed four sizes", w.shape());
    }
    return w;
  }

  private static int groups(OperatorCall call) {
    int groups = call.attributes().integer("group", 1);
    if (groups < 1) {
      throw new OnnxException("%s groups, needed 1 or more", groups);
    }
    return groups;
  }

  private static boolean bias(OperatorCall call, int outC, Map<String, Tensor> parameters) {
    if (!call.has(2)) {
      return false;
    }
    parameters.put("bias", Constants.vector(call.constant(2), outC, "bias"));
    return true;
  }
}
