package dev.convoy.onnx.writer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import dev.convoy.network.Node;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.ConvTranspose2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Convolutions and matrix products. */
final class ConvolutionForms {
  private ConvolutionForms() {}

  /** Filters [H, W, in, out] become [out, in, H, W]. */
  static void conv(Conv2dLayer layer, Node node, GraphWriter graph) {
    Shape input = node.inputShapes().get(0);
    Tensor filters = graph.weight(node, "weight").permuted(3, 2, 0, 1);
    Padding pad = layer.pad().resolve(input.h(), input.w(), layer.window());
    List<String> inputs = inputs(node, graph, filters, layer.biased());
    List<AttributeProto> attributes = window(layer.window(), pad);
    attributes.add(Attribute.integer("group", layer.groups()));
    graph.last(node, "Conv", inputs, attributes.toArray(AttributeProto[]::new));
  }

  /**
   * Filters [H, W, out, in] become [in, out, H, W]. Rows that are added at the bottom and cut off
   * there again are left out. Runtimes add fewer rows than the stride; more of them are a frame.
   */
  static void convTranspose(ConvTranspose2dLayer layer, Node node, GraphWriter graph) {
    Tensor filters = graph.weight(node, "weight").permuted(3, 2, 0, 1);
    Window window = layer.window();
    Padding pad = layer.pad();
    int cutH = Math.min(layer.extraH(), pad.bottom());
    int cutW = Math.min(layer.extraW(), pad.right());
    int extraH = layer.extraH() - cutH;
    int extraW = layer.extraW() - cutW;
    Padding left = new Padding(pad.top(), pad.bottom() - cutH, pad.left(), pad.right() - cutW);
    List<AttributeProto> attributes = window(window, left);
    attributes.add(Attribute.integer("group", layer.groups()));
    if (extraH < Math.max(window.strideH(), window.dilationH())
        && extraW < Math.max(window.strideW(), window.dilationW())) {
      attributes.add(Attribute.integers("output_padding", extraH, extraW));
      List<String> inputs = inputs(node, graph, filters, layer.biased());
      graph.last(node, "ConvTranspose", inputs, attributes.toArray(AttributeProto[]::new));
      return;
    }
    String unbiased =
        graph.step(
            node,
            "unbiased",
            "ConvTranspose",
            inputs(node, graph, filters, false),
            attributes.toArray(AttributeProto[]::new));
    Padding extra = new Padding(0, extraH, 0, extraW);
    String framed = AxisForms.framed(node, graph, unbiased, extra, 0f);
    if (layer.biased()) {
      Tensor bias = graph.weight(node, "bias").reshaped(layer.outC(), 1, 1);
      graph.last(node, "Add", List.of(framed, graph.weights(node, "bias", bias)));
    } else {
      graph.last(node, "Identity", List.of(framed));
    }
  }

  /** Behind a flatten that keeps ONNX's order, the rows are in that order too. */
  static void dense(DenseLayer layer, Node node, GraphWriter graph) {
    Tensor weights = graph.weight(node, "weight");
    String before = node.inputs().get(0);
    if (AxisForms.flattensInOnnxOrder(before, graph)) {
      Shape image = graph.node(before).inputShapes().get(0);
      int[] sizes = {image.h() * image.w(), image.c(), layer.outC()};
      weights =
          weights.reshaped(sizes).permuted(1, 0, 2).reshaped(weights.shape().size(0), sizes[2]);
    }
    graph.last(node, "Gemm", inputs(node, graph, weights, layer.biased()));
  }

  private static List<String> inputs(Node node, GraphWriter graph, Tensor weights, boolean biased) {
    List<String> inputs = new ArrayList<>();
    inputs.add(graph.input(node));
    inputs.add(graph.weights(node, "weight", weights));
    if (biased) {
      inputs.add(graph.vector(node, "bias"));
    }
    return inputs;
  }

  /** What all sliding windows say of themselves. */
  static List<AttributeProto> window(Window window, Padding pad) {
    List<AttributeProto> attributes = new ArrayList<>();
    attributes.add(Attribute.integers("kernel_shape", window.filterH(), window.filterW()));
    attributes.add(Attribute.integers("strides", window.strideH(), window.strideW()));
    attributes.add(Attribute.integers("dilations", window.dilationH(), window.dilationW()));
    attributes.add(Attribute.integers("pads", pad.top(), pad.left(), pad.bottom(), pad.right()));
    return attributes;
  }
}
