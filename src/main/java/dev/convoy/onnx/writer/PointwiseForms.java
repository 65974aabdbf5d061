package dev.convoy.onnx.writer;

import dev.convoy.network.Node;
import dev.convoy.network.layer.PReluLayer;
import dev.convoy.network.layer.PointwiseLayer;
import dev.convoy.network.layer.ReluLayer;
import dev.convoy.network.layer.SigmoidLayer;
import java.util.ArrayList;
import java.util.List;

/** Functions of single values, and softmax. */
final class PointwiseForms {
  private static final double SIX = 6;
  private static final double CUBE_OF_GELU = 0.044715;

  private PointwiseForms() {}

  static void relu(ReluLayer layer, Node node, GraphWriter graph) {
    String x = graph.input(node);
    switch (layer.form()) {
      case PLAIN -> graph.last(node, "Relu", List.of(x));
      case SIX -> clip(node, graph, 0, SIX);
      case LEAKY ->
          graph.last(node, "LeakyRelu", List.of(x), Attribute.number("alpha", layer.slope()));
    }
  }

  /** A limit that is infinite is left out. */
  private static void clip(Node node, GraphWriter graph, double low, double high) {
    List<String> inputs = new ArrayList<>();
    inputs.add(graph.input(node));
    inputs.add(Double.isInfinite(low) ? "" : graph.scalar(node, "low", low));
    inputs.add(Double.isInfinite(high) ? "" : graph.scalar(node, "high", high));
    graph.last(node, "Clip", inputs);
  }

  static void sigmoid(SigmoidLayer layer, Node node, GraphWriter graph) {
    graph.last(node, "Sigmoid", List.of(graph.input(node)));
  }

  static void prelu(PReluLayer layer, Node node, GraphWriter graph) {
    String slopes =
        graph.weights(node, "slope", Axes.beside(node.shape(), graph.weight(node, "slope")));
    graph.last(node, "PRelu", List.of(graph.input(node), slopes));
  }

  static void softmax(String operator, Node node, GraphWriter graph) {
    int channels = Axes.onnx(node.shape().rank() - 1, node.shape());
    graph.last(node, operator, List.of(graph.input(node)), Attribute.integer("axis", channels));
  }

  static void function(PointwiseLayer layer, Node node, GraphWriter graph) {
    List<String> x = List.of(graph.input(node));
    var alpha = Attribute.number("alpha", layer.alpha());
    switch (layer.function()) {
      case CLIP -> clip(node, graph, layer.alpha(), layer.beta());
      case ELU -> graph.last(node, "Elu", x, alpha);
      case SELU -> graph.last(node, "Selu", x, alpha, Attribute.number("gamma", layer.beta()));
      case CELU -> graph.last(node, "Celu", x, alpha);
      case HARD_SIGMOID ->
          graph.last(node, "HardSigmoid", x, alpha, Attribute.number("beta", layer.beta()));
      case HARD_SWISH -> graph.last(node, "HardSwish", x);
      case TANH -> graph.last(node, "Tanh", x);
      case SWISH -> timesStep(node, graph, "Sigmoid");
      case SOFTPLUS -> graph.last(node, "Softplus", x);
      case SOFTSIGN -> graph.last(node, "Softsign", x);
      case MISH -> mish(node, graph);
      case GELU -> gelu(node, graph);
      case GELU_TANH -> geluTanh(node, graph);
      case THRESHOLDED_RELU -> graph.last(node, "ThresholdedRelu", x, alpha);
      case LEAKY -> graph.last(node, "LeakyRelu", x, alpha);
      case EXP -> graph.last(node, "Exp", x);
      case LOG -> graph.last(node, "Log", x);
      case SQRT -> graph.last(node, "Sqrt", x);
      case ABS -> graph.last(node, "Abs", x);
      case NEGATE -> graph.last(node, "Neg", x);
      case RECIPROCAL -> graph.last(node, "Reciprocal", x);
      case ERF -> graph.last(node, "Erf", x);
      case SQUARE -> graph.last(node, "Mul", List.of(x.get(0), x.get(0)));
      case SIGN -> graph.last(node, "Sign", x);
      case FLOOR -> graph.last(node, "Floor", x);
      case CEIL -> graph.last(node, "Ceil", x);
      case ROUND -> graph.last(node, "Round", x);
    }
  }

  /** The input times a function of it. */
  private static void timesStep(Node node, GraphWriter graph, String operator) {
    String x = graph.input(node);
    String factor = graph.step(node, "factor", operator, List.of(x));
    graph.last(node, "Mul", List.of(x, factor));
  }

  private static void mish(Node node, GraphWriter graph) {
    String x = graph.input(node);
    String softplus = graph.step(node, "softplus", "Softplus", List.of(x));
    String factor = graph.step(node, "factor", "Tanh", List.of(softplus));
    graph.last(node, "Mul", List.of(x, factor));
  }

  /** {@code x * (1 + erf(x / sqrt(2))) / 2}; ONNX's own operator is of set 20. */
  private static void gelu(Node node, GraphWriter graph) {
    String x = graph.input(node);
    String divided =
        graph.step(node, "divided", "Div", List.of(x, graph.scalar(node, "root", Math.sqrt(2))));
    String erf = graph.step(node, "erf", "Erf", List.of(divided));
    halfOfOnePlus(node, graph, erf);
  }

  /** {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2}. */
  private static void geluTanh(Node node, GraphWriter graph) {
    String x = graph.input(node);
    String square = graph.step(node, "square", "Mul", List.of(x, x));
    String cube = graph.step(node, "cube", "Mul", List.of(square, x));
    String part =
        graph.step(node, "part", "Mul", List.of(cube, graph.scalar(node, "third", CUBE_OF_GELU)));
    String sum = graph.step(node, "sum", "Add", List.of(x, part));
    String scaled =
        graph.step(
            node,
            "scaled",
            "Mul",
            List.of(sum, graph.scalar(node, "scale", Math.sqrt(2 / Math.PI))));
    halfOfOnePlus(node, graph, graph.step(node, "tanh", "Tanh", List.of(scaled)));
  }

  private static void halfOfOnePlus(Node node, GraphWriter graph, String value) {
    String more = graph.step(node, "more", "Add", List.of(value, graph.scalar(node, "one", 1)));
    String product = graph.step(node, "product", "Mul", List.of(graph.input(node), more));
    graph.last(node, "Mul", List.of(product, graph.scalar(node, "half", 0.5)));
  }
}
