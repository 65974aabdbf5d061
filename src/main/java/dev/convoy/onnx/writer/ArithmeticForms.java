package dev.convoy.onnx.writer;

import dev.convoy.compute.Arithmetic;
import dev.convoy.network.Node;
import dev.convoy.network.layer.AddLayer;
import dev.convoy.network.layer.ArithmeticLayer;
import dev.convoy.network.layer.ConstantArithmeticLayer;
import dev.convoy.network.layer.Side;
import dev.convoy.tensor.Tensor;
import java.util.List;

/** Sums, products and their kin. */
final class ArithmeticForms {
  private ArithmeticForms() {}

  static void sum(AddLayer layer, Node node, GraphWriter graph) {
    List<String> inputs = node.inputs().stream().map(graph::value).toList();
    graph.last(node, inputs.size() == 2 ? "Add" : "Sum", inputs);
  }

  static void binary(ArithmeticLayer layer, Node node, GraphWriter graph) {
    graph.last(
        node, operator(layer.operation()), node.inputs().stream().map(graph::value).toList());
  }

  static void constant(ConstantArithmeticLayer layer, Node node, GraphWriter graph) {
    Tensor value = Axes.beside(node.inputShapes().get(0), graph.weight(node, "value"));
    String constant = graph.weights(node, "value", value);
    String x = graph.input(node);
    graph.last(
        node,
        operator(layer.operation()),
        layer.constant() == Side.LEFT ? List.of(constant, x) : List.of(x, constant));
  }

  private static String operator(Arithmetic operation) {
    return switch (operation) {
      case ADD -> "Add";
      case SUBTRACT -> "Sub";
      case MULTIPLY -> "Mul";
      case DIVIDE -> "Div";
      case MINIMUM -> "Min";
      case MAXIMUM -> "Max";
      case POWER -> "Pow";
    };
  }
}
