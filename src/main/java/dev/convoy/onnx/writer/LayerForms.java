package dev.convoy.onnx.writer;

import dev.convoy.network.Node;
import dev.convoy.network.layer.AddLayer;
import dev.convoy.network.layer.ArithmeticLayer;
import dev.convoy.network.layer.AveragePool2dLayer;
import dev.convoy.network.layer.BatchNormLayer;
import dev.convoy.network.layer.ConcatLayer;
import dev.convoy.network.layer.ConstantArithmeticLayer;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.ConvTranspose2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.FlattenLayer;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.GlobalMaxPoolLayer;
import dev.convoy.network.layer.GroupNormLayer;
import dev.convoy.network.layer.InstanceNormLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.LayerNormLayer;
import dev.convoy.network.layer.LocalResponseNormLayer;
import dev.convoy.network.layer.LogSoftmaxLayer;
import dev.convoy.network.layer.MaxPool2dLayer;
import dev.convoy.network.layer.PReluLayer;
import dev.convoy.network.layer.Pad2dLayer;
import dev.convoy.network.layer.PadLayer;
import dev.convoy.network.layer.PermuteLayer;
import dev.convoy.network.layer.PointwiseLayer;
import dev.convoy.network.layer.ReduceLayer;
import dev.convoy.network.layer.ReluLayer;
import dev.convoy.network.layer.ReshapeLayer;
import dev.convoy.network.layer.ResizeLayer;
import dev.convoy.network.layer.SigmoidLayer;
import dev.convoy.network.layer.SliceLayer;
import dev.convoy.network.layer.SoftmaxLayer;
import dev.convoy.network.layer.TakeLayer;
import dev.convoy.tensor.Check;
import java.util.HashMap;
import java.util.Map;

/** How each kind of layer is written. */
final class LayerForms {
  /** Writes one kind of layer. */
  private interface Form<L extends Layer> {
    void write(L layer, Node node, GraphWriter graph);
  }

  private static final Map<Class<? extends Layer>, Form<?>> FORMS = new HashMap<>();

  static {
    add(Conv2dLayer.class, ConvolutionForms::conv);
    add(ConvTranspose2dLayer.class, ConvolutionForms::convTranspose);
    add(DenseLayer.class, ConvolutionForms::dense);
    add(MaxPool2dLayer.class, PoolForms::max);
    add(AveragePool2dLayer.class, PoolForms::average);
    add(GlobalAveragePoolLayer.class, PoolForms::globalAverage);
    add(GlobalMaxPoolLayer.class, PoolForms::globalMax);
    add(ReduceLayer.class, PoolForms::reduce);
    add(BatchNormLayer.class, NormForms::batch);
    add(InstanceNormLayer.class, NormForms::instance);
    add(GroupNormLayer.class, NormForms::group);
    add(LayerNormLayer.class, NormForms::layer);
    add(LocalResponseNormLayer.class, NormForms::localResponse);
    add(ReluLayer.class, PointwiseForms::relu);
    add(SigmoidLayer.class, PointwiseForms::sigmoid);
    add(PReluLayer.class, PointwiseForms::prelu);
    add(PointwiseLayer.class, PointwiseForms::function);
    add(SoftmaxLayer.class, (layer, node, graph) -> PointwiseForms.softmax("Softmax", node, graph));
    add(
        LogSoftmaxLayer.class,
        (layer, node, graph) -> PointwiseForms.softmax("LogSoftmax", node, graph));
    add(AddLayer.class, ArithmeticForms::sum);
    add(ArithmeticLayer.class, ArithmeticForms::binary);
    add(ConstantArithmeticLayer.class, ArithmeticForms::constant);
    add(ConcatLayer.class, AxisForms::concat);
    add(FlattenLayer.class, AxisForms::flatten);
    add(ReshapeLayer.class, AxisForms::reshape);
    add(PermuteLayer.class, AxisForms::permute);
    add(SliceLayer.class, AxisForms::slice);
    add(TakeLayer.class, AxisForms::take);
    add(Pad2dLayer.class, AxisForms::pad2d);
    add(PadLayer.class, AxisForms::pad);
    add(ResizeLayer.class, ResizeForm::resize);
  }

  private LayerForms() {}

  private static <L extends Layer> void add(Class<L> kind, Form<L> form) {
    FORMS.put(kind, form);
  }

  /**
   * Writes a node.
   *
   * @throws IllegalArgumentException naming the node, if ONNX has no words for it
   */
  static void write(Node node, GraphWriter graph) {
    try {
      write(node.layer(), node, graph);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "layer \"" + node.name() + "\" (" + node.layer().kind() + "): " + e.getMessage(), e);
    }
  }

  @SuppressWarnings("unchecked") // the table holds each form under its own layer's class
  private static <L extends Layer> void write(L layer, Node node, GraphWriter graph) {
    Form<L> form = (Form<L>) FORMS.get(layer.getClass());
    Check.that(form != null, "has no form in ONNX");
    form.write(layer, node, graph);
  }
}
