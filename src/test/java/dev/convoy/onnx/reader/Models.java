package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.convoy.network.Network;
import java.util.Arrays;
import java.util.List;

/** Small models in code: images [N, 3, 8, 8] through a few nodes. */
final class Models {
  private Models() {}

  /** A convolution, {@code conv}, of weights {@code w} [4, 3, 3, 3], and a Relu. */
  static ModelProto.Builder conv(AttributeProto... attributes) {
    ModelProto.Builder model = of(node("Conv", "conv", List.of("x", "w"), attributes));
    model.getGraphBuilder().addInitializer(floats("w", 4, 3, 3, 3));
    return model;
  }

  /** Nodes of which the first reads {@code x} and the last is the output. */
  static ModelProto.Builder of(NodeProto... nodes) {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17));
    model
        .getGraphBuilder()
        .addInput(input("x", DataType.FLOAT, 1, 3, 8, 8))
        .addAllNode(List.of(nodes))
        .addOutput(ValueInfoProto.newBuilder().setName(nodes[nodes.length - 1].getOutput(0)));
    return model;
  }

  /** A node whose one output has its name. */
  static NodeProto node(
      String operator, String name, List<String> inputs, AttributeProto... attributes) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .setName(name)
        .addAllInput(inputs)
        .addOutput(name)
        .addAllAttribute(List.of(attributes))
        .build();
  }

  static ValueInfoProto input(String name, DataType type, long... dims) {
    ValueInfoProto.Builder input = ValueInfoProto.newBuilder().setName(name);
    input.getTypeBuilder().getTensorTypeBuilder().setElemType(type.getNumber()).getShapeBuilder();
    for (long dim : dims) {
      input
          .getTypeBuilder()
          .getTensorTypeBuilder()
          .getShapeBuilder()
          .addDimBuilder()
          .setDimValue(dim);
    }
    return input.build();
  }

  /** Floats of 0.5. */
  static TensorProto floats(String name, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    Arrays.stream(dims).forEach(tensor::addDims);
    long count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < count; i++) {
      tensor.addFloatData(0.5f);
    }
    return tensor.build();
  }

  /** Weights that say they have sizes and hold no values. */
  static TensorProto.Builder empty(String name, DataType type, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type.getNumber());
    Arrays.stream(dims).forEach(tensor::addDims);
    return tensor;
  }

  static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor = empty(name, DataType.INT64, values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    return tensor.build();
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  static AttributeProto word(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  static Network read(ModelProto.Builder model) {
    ModelFiles file = ModelFiles.of("bad.onnx", model.build().toByteArray());
    return OnnxReader.read(file, ReadOptions.STANDARD);
  }
}
