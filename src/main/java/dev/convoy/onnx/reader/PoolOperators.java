package dev.convoy.onnx.reader;

import dev.convoy.compute.AveragePool2d;
import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.Padding;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Window;
import dev.convoy.network.layer.AveragePool2dLayer;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.GlobalMaxPoolLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.MaxPool2dLayer;
import dev.convoy.network.layer.Spacing;

/** MaxPool, AveragePool and their global forms. */
final class PoolOperators {
  private PoolOperators() {}

  static void max(OperatorCall call) {
    call.refuseOutput(1, "indices");
    Activation x = call.image(0);
    Window window = WindowAttributes.window(call);
    Padding pad = WindowAttributes.padding(call, x, window);
    Layer layer =
        new MaxPool2dLayer(window, new Spacing.Pixels(pad), rounding(call), MaxPool2d.Ties.FIRST);
    call.setImage(call.add(layer, call.nhwc(x)));
  }

  static void average(OperatorCall call) {
    Activation x = call.image(0);
    Window window = WindowAttributes.window(call);
    Padding pad = WindowAttributes.padding(call, x, window);
    AveragePool2d.Divisor divisor =
        call.attributes().flag("count_include_pad")
            ? AveragePool2d.Divisor.IMAGE_AND_PADDING
            : AveragePool2d.Divisor.IMAGE_ONLY;
    Layer layer = new AveragePool2dLayer(window, new Spacing.Pixels(pad), rounding(call), divisor);
    call.setImage(call.add(layer, call.nhwc(x)));
  }

  private static PoolGeometry.Rounding rounding(OperatorCall call) {
    return call.attributes().flag("ceil_mode")
        ? PoolGeometry.Rounding.CEIL
        : PoolGeometry.Rounding.FLOOR;
  }

  static void globalAverage(OperatorCall call) {
    global(call, new GlobalAveragePoolLayer());
  }

  static void globalMax(OperatorCall call) {
    global(call, new GlobalMaxPoolLayer());
  }

  /** The result is [N, C, 1, 1] for ONNX, a vector here. */
  private static void global(OperatorCall call, Layer layer) {
    Activation x = call.image(0);
    String node = call.add(layer, call.nhwc(x));
    call.set(new Activation(node, Layout.image(x.layout().size(0), 1, 1)));
  }
}
