package dev.convoy.bench.peers;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import dev.convoy.compute.Padding;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Window;
import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.network.layer.AddLayer;
import dev.convoy.network.layer.BatchNormLayer;
import dev.convoy.network.layer.ConcatLayer;
import dev.convoy.network.layer.Conv2dLayer;
import dev.convoy.network.layer.DenseLayer;
import dev.convoy.network.layer.FlattenLayer;
import dev.convoy.network.layer.GlobalAveragePoolLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.MaxPool2dLayer;
import dev.convoy.network.layer.ReluLayer;
import dev.convoy.network.layer.Spacing;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/**
 * A network as an ONNX model with the same weights, for images NCHW: filters turned from HWIO to
 * OIHW, and the rows of a dense layer that follows {@code flatten} from the order of NHWC into that
 * of NCHW. Knows the layers that the benchmarks' networks are made of.
 */
final class OnnxModel {
  static final String INPUT = Network.INPUT;
  static final String OUTPUT = "output";

  private static final int OPSET = 13;
  private static final int IR_VERSION = 8;
  private static final long[] SCALAR = {};

  private final Network network;
  private final Map<String, dev.convoy.tensor.Tensor> weights;
  private final OnnxMl.GraphProto.Builder graph = OnnxMl.GraphProto.newBuilder();

  private OnnxModel(Network network) {
    this.network = network;
    this.weights = network.weights();
  }

  /** The bytes of a model file whose only output, {@link #OUTPUT}, is that of the last node. */
  static byte[] bytes(Network network, int batch) {
    return new OnnxModel(network).model(batch).toByteArray();
  }

  private OnnxMl.ModelProto model(int batch) {
    Shape image = network.inputShape();
    graph.setName(network.name());
    graph.addInput(value(INPUT, batch, image.c(), image.h(), image.w()));
    network.nodes().forEach(this::add);
    Node last = network.nodes().get(network.nodes().size() - 1);
    Shape shape = last.shape();
    graph.addOutput(
        shape.rank() == 3
            ? value(OUTPUT, batch, shape.c(), shape.h(), shape.w())
            : value(OUTPUT, batch, shape.c()));
    graph.addNode(op("Identity", OUTPUT, last.name()));
    return OnnxMl.ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build();
  }

  private void add(Node node) {
    Layer layer = node.layer();
    String x = node.inputs().get(0);
    if (layer instanceof Conv2dLayer conv) {
      addConv(node, conv, x);
    } else if (layer instanceof DenseLayer dense) {
      addDense(node, dense, x);
    } else if (layer instanceof BatchNormLayer norm) {
      addBatchNorm(node, norm, x);
    } else if (layer instanceof MaxPool2dLayer pool) {
      OnnxMl.NodeProto.Builder op = op("MaxPool", node.name(), x);
      addWindow(op, pool.window(), pool.pad(), node.inputShapes().get(0));
      long ceil = pool.rounding() == PoolGeometry.Rounding.CEIL ? 1 : 0;
      graph.addNode(op.addAttribute(integers("ceil_mode", false, ceil)));
    } else if (layer instanceof ReluLayer relu && relu.form() == ReluLayer.Form.PLAIN) {
      graph.addNode(op("Relu", node.name(), x));
    } else if (layer instanceof ReluLayer relu && relu.form() == ReluLayer.Form.SIX) {
      constant(node.name() + ".least", new float[] {0}, SCALAR);
      constant(node.name() + ".most", new float[] {6}, SCALAR);
      graph.addNode(op("Clip", node.name(), x, node.name() + ".least", node.name() + ".most"));
    } else if (layer instanceof AddLayer) {
      graph.addNode(op("Add", node.name(), x, node.inputs().get(1)));
    } else if (layer instanceof ConcatLayer) {
      String[] inputs = node.inputs().toArray(String[]::new);
      graph.addNode(op("Concat", node.name(), inputs).addAttribute(integers("axis", false, 1)));
    } else if (layer instanceof GlobalAveragePoolLayer) {
      graph.addNode(op("GlobalAveragePool", node.name() + ".image", x));
      graph.addNode(op("Flatten", node.name(), node.name() + ".image"));
    } else if (layer instanceof FlattenLayer) {
      graph.addNode(op("Flatten", node.name(), x));
    } else {
      throw Check.failure("layer \"%s\" of kind %s has no ONNX form", node.name(), layer.kind());
    }
  }

  private void addConv(Node node, Conv2dLayer conv, String x) {
    Shape hwio = weight(node, "weight").shape();
    long[] sizes = {hwio.size(3), hwio.size(2), hwio.size(0), hwio.size(1)};
    constant(
        node.parameterName("weight"), Transposed.oihw(weight(node, "weight").data(), hwio), sizes);
    OnnxMl.NodeProto.Builder op = op("Conv", node.name(), x, node.parameterName("weight"));
    addBias(op, node, conv.biased());
    addWindow(op, conv.window(), conv.pad(), node.inputShapes().get(0));
    graph.addNode(op.addAttribute(integers("group", false, conv.groups())));
  }

  private void addDense(Node node, DenseLayer dense, String x) {
    Shape shape = weight(node, "weight").shape();
    float[] rows = weight(node, "weight").data();
    Node before = nodeNamed(x);
    if (before.layer() instanceof FlattenLayer) {
      Shape image = before.inputShapes().get(0);
      Shape hwio = Shape.of(1, image.h() * image.w(), image.c(), dense.outC());
      rows = rowsByChannel(rows, hwio);
    }
    constant(node.parameterName("weight"), rows, shape.size(0), shape.size(1));
    OnnxMl.NodeProto.Builder op = op("Gemm", node.name(), x, node.parameterName("weight"));
    addBias(op, node, dense.biased());
    graph.addNode(op);
  }

  /** Rows {@code [pixel, channel]} as {@code [channel, pixel]}. */
  private static float[] rowsByChannel(float[] rows, Shape shape) {
    int pixels = shape.size(1);
    int channels = shape.size(2);
    int outC = shape.size(3);
    float[] turned = new float[rows.length];
    for (int pixel = 0; pixel < pixels; pixel++) {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(
            rows, (pixel * channels + c) * outC, turned, (c * pixels + pixel) * outC, outC);
      }
    }
    return turned;
  }

  private void addBias(OnnxMl.NodeProto.Builder op, Node node, boolean biased) {
    if (biased) {
      constant(node.parameterName("bias"), weight(node, "bias").data());
      op.addInput(node.parameterName("bias"));
    }
  }

  private void addBatchNorm(Node node, BatchNormLayer norm, String x) {
    OnnxMl.NodeProto.Builder op = op("BatchNormalization", node.name(), x);
    for (String parameter : List.of("gamma", "beta", "mean", "variance")) {
      constant(node.parameterName(parameter), weight(node, parameter).data());
      op.addInput(node.parameterName(parameter));
    }
    graph.addNode(
        op.addAttribute(
            OnnxMl.AttributeProto.newBuilder()
                .setName("epsilon")
                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                .setF((float) norm.epsilon())));
  }

  private static void addWindow(
      OnnxMl.NodeProto.Builder op, Window window, Spacing spacing, Shape input) {
    Padding pad = spacing.resolve(input.h(), input.w(), window);
    op.addAttribute(integers("kernel_shape", true, window.filterH(), window.filterW()));
    op.addAttribute(integers("strides", true, window.strideH(), window.strideW()));
    op.addAttribute(integers("dilations", true, window.dilationH(), window.dilationW()));
    op.addAttribute(integers("pads", true, pad.top(), pad.left(), pad.bottom(), pad.right()));
  }

  private Node nodeNamed(String name) {
    return network.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  private dev.convoy.tensor.Tensor weight(Node node, String parameter) {
    return weights.get(node.parameterName(parameter));
  }

  private static OnnxMl.NodeProto.Builder op(String type, String output, String... inputs) {
    return OnnxMl.NodeProto.newBuilder()
        .setOpType(type)
        .setName(output)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static OnnxMl.AttributeProto integers(String name, boolean list, long... values) {
    OnnxMl.AttributeProto.Builder attribute = OnnxMl.AttributeProto.newBuilder().setName(name);
    if (!list) {
      return attribute.setType(OnnxMl.AttributeProto.AttributeType.INT).setI(values[0]).build();
    }
    attribute.setType(OnnxMl.AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static OnnxMl.ValueInfoProto value(String name, long... sizes) {
    OnnxMl.TensorShapeProto.Builder shape = OnnxMl.TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  private void constant(String name, float[] values) {
    constant(name, values, new long[] {values.length});
  }

  private void constant(String name, float[] values, long... sizes) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    OnnxMl.TensorProto.Builder tensor =
        OnnxMl.TensorProto.newBuilder()
            .setName(name)
            .setDataType(OnnxMl.TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : sizes) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
  }
}
