package dev.convoy.onnx.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.ConvGeometry.Algorithm;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.tensor.Golden;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Images whose size the model leaves open, and images as TensorFlow has them. */
class ImageInputTest {
  private static final List<Long> TO_NCHW = List.of(0L, 3L, 1L, 2L);

  private static ModelProto.Builder residual() throws InvalidProtocolBufferException {
    return ModelProto.parseFrom(Golden.bytes("onnx/residual.onnx")).toBuilder();
  }

  private static Network read(ModelProto.Builder model, int height, int width) {
    return OnnxReader.read(
        ModelFiles.of("residual.onnx", model.build().toByteArray()),
        new ReadOptions(height, width, Algorithm.FAST));
  }

  private static TensorShapeProto.Builder inputShape(GraphProto.Builder graph) {
    return graph.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
  }

  private static float[] logits(Network network) {
    NetworkRunner runner =
        new NetworkRunner(network.prepared(KernelsUnderTest.name()), 2, network.outputs());
    Random random = new Random(4);
    for (int i = 0; i < runner.input().length; i++) {
      runner.input()[i] = (float) random.nextGaussian();
    }
    runner.forward(2);
    return Arrays.copyOf(runner.output(network.outputs().get(0)), 14);
  }

  @Test
  void anOpenSizeComesFromTheJobFile() throws InvalidProtocolBufferException {
    ModelProto.Builder model = residual();
    TensorShapeProto.Builder shape = inputShape(model.getGraphBuilder());
    shape.setDim(2, Dimension.newBuilder().setDimParam("height"));
    shape.setDim(3, Dimension.newBuilder().setDimValue(-1));
    assertThat(logits(read(model, 33, 29))).isEqualTo(logits(read(residual(), 0, 0)));
    assertThat(read(model, 40, 64).inputShape()).isEqualTo(Shape.of(40, 64, 3));
    assertThatThrownBy(() -> read(model, 0, 29))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(
            "residual.onnx: input \"image\"", "leaves the height open", "input: {height: ...");
  }

  @Test
  void aFixedSizeIsNotChanged() throws InvalidProtocolBufferException {
    ModelProto.Builder model = residual();
    assertThatThrownBy(() -> read(model, 64, 64))
        .isInstanceOf(OnnxException.class)
        .hasMessageContaining("fixes the height at 33; the job asks for 64");
  }

  @Test
  void anOpenNumberOfChannelsComesFromTheFirstFilters() throws InvalidProtocolBufferException {
    ModelProto.Builder model = residual();
    inputShape(model.getGraphBuilder()).setDim(1, Dimension.newBuilder().setDimParam("channels"));
    assertThat(read(model, 0, 0).inputShape()).isEqualTo(Shape.of(33, 29, 3));
  }

  /** TensorFlow's converter begins with a transposition; here nothing is moved for it. */
  @Test
  void channelsMayComeLast() throws InvalidProtocolBufferException {
    ModelProto.Builder model = residual();
    GraphProto.Builder graph = model.getGraphBuilder();
    String image = graph.getInput(0).getName();
    TensorShapeProto.Builder shape = inputShape(graph);
    Dimension channels = shape.getDim(1);
    shape.removeDim(1).addDim(channels);
    graph.getInputBuilder(0).setName("images_nhwc");
    graph.addNode(
        0,
        NodeProto.newBuilder()
            .setOpType("Transpose")
            .addInput("images_nhwc")
            .addOutput(image)
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("perm")
                    .setType(AttributeProto.AttributeType.INTS)
                    .addAllInts(TO_NCHW)));
    Network network = read(model, 0, 0);
    Network plain = read(residual(), 0, 0);
    assertThat(network.inputShape()).isEqualTo(plain.inputShape());
    assertThat(network.nodeNames()).isEqualTo(plain.nodeNames());
    assertThat(logits(network)).isEqualTo(logits(plain));
  }
}
