package dev.convoy.onnx.writer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.convoy.network.Network;
import dev.convoy.network.Node;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.PadLayer;
import dev.convoy.network.layer.ResizeLayer;
import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as an ONNX model, with the same outputs in any runtime.
 *
 * <pre>
 *   OnnxModel model = OnnxModel.of(network);
 *   model.writeModel(out, "model.onnx.data");      the file
 *   if (model.hasDataFile()) model.writeData(data);   the weights beside it, where they are large
 * </pre>
 *
 * <p>Images are [N, C, H, W] with any N, filters [out, in, H, W]; vectors [N, F]. Inputs and
 * outputs are called as the network calls them, and as the model that it came from did, if it did.
 */
public final class OnnxModel {
  /** The operator set of models: old enough for every runtime, with layer normalisation. */
  private static final int OPSET = 17;

  /** The set of models with what {@link #OPSET} has no words for. */
  static final int NEW_OPSET = 19;

  private static final int IR_OF_OPSET = 8;
  private static final int IR_OF_NEW_OPSET = 9;

  /** What ONNX calls the axes of images. */
  private static final List<String> DENOTATIONS =
      List.of("DATA_BATCH", "DATA_CHANNEL", "DATA_FEATURE", "DATA_FEATURE");

  /** Protobuf ends at 2 GB. */
  private static final long MOST_BYTES_INSIDE = 1L << 30;

  private final Network network;
  private final GraphWriter graph;
  private final Map<String, String> outputs;
  private final long mostBytesInside;

  private OnnxModel(Network network, long mostBytesInside) {
    this.network = network;
    this.mostBytesInside = mostBytesInside;
    this.outputs = network.outputNames();
    boolean needsNew = network.nodes().stream().map(Node::layer).anyMatch(OnnxModel::needsNew);
    Map<String, String> publicNames = new LinkedHashMap<>(outputs);
    publicNames.put(Network.INPUT, network.inputName());
    this.graph = new GraphWriter(network, needsNew ? NEW_OPSET : OPSET, publicNames);
    network.nodes().forEach(node -> LayerForms.write(node, graph));
  }

  /**
   * A model of a network; weights of more than 1 GB go into a file beside it.
   *
   * @throws IllegalArgumentException naming the layer, if there is one that ONNX has no words for
   */
  public static OnnxModel of(Network network) {
    return new OnnxModel(network, MOST_BYTES_INSIDE);
  }

  /** The same with another limit. */
  static OnnxModel of(Network network, long mostBytesInside) {
    return new OnnxModel(network, mostBytesInside);
  }

  private static boolean needsNew(Layer layer) {
    return layer instanceof PadLayer pad && pad.mode() == PadLayer.Mode.WRAP
        || layer instanceof ResizeLayer resize
            && (!ResizeForm.alike(resize)
                || resize.high().antialias()
                || resize.high().coordinates() == ResizeLayer.Coordinates.HALF_PIXEL_SYMMETRIC);
  }

  public int opset() {
    return graph.opset();
  }

  public int nodeCount() {
    return graph.nodes().size();
  }

  public long weightBytes() {
    return graph.floats().values().stream().mapToLong(t -> t.shape().count()).sum() * Float.BYTES;
  }

  /** Whether the weights are too large for the model's own file. */
  public boolean hasDataFile() {
    return weightBytes() > mostBytesInside;
  }

  /**
   * Writes the model.
   *
   * @param dataFile name of the file of weights, in the same folder, if there is one
   */
  public void writeModel(OutputStream out, String dataFile) throws IOException {
    GraphProto.Builder proto = GraphProto.newBuilder().setName(network.name());
    proto.addInput(image(network.inputName(), network.inputShape()));
    outputs.forEach((node, name) -> proto.addOutput(value(name, network.shapeOf(node))));
    proto.addAllNode(graph.nodes());
    graph.integers().forEach((name, values) -> proto.addInitializer(integers(name, values)));
    long at = 0;
    for (Map.Entry<String, Tensor> constant : graph.floats().entrySet()) {
      TensorProto.Builder tensor = floats(constant.getKey(), constant.getValue().shape());
      long length = constant.getValue().shape().count() * Float.BYTES;
      if (hasDataFile()) {
        tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL);
        tensor.addExternalData(entry("location", dataFile));
        tensor.addExternalData(entry("offset", String.valueOf(at)));
        tensor.addExternalData(entry("length", String.valueOf(length)));
        at += length;
      } else {
        tensor.setRawData(bytes(constant.getValue().data(), 0, constant.getValue().data().length));
      }
      proto.addInitializer(tensor);
    }
    ModelProto.newBuilder()
        .setIrVersion(opset() == OPSET ? IR_OF_OPSET : IR_OF_NEW_OPSET)
        .setProducerName("convoy")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset()))
        .addMetadataProps(entry("convoy.fingerprint", network.fingerprint()))
        .setGraph(proto)
        .build()
        .writeTo(out);
  }

  /** Writes the weights, one after the other, as little-endian float32. */
  public void writeData(OutputStream out) throws IOException {
    int piece = 1 << 18;
    for (Tensor tensor : graph.floats().values()) {
      float[] values = tensor.data();
      for (int at = 0; at < values.length; at += piece) {
        bytes(values, at, Math.min(piece, values.length - at)).writeTo(out);
      }
    }
  }

  private static ByteString bytes(float[] values, int at, int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values, at, count);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  private static TensorProto.Builder floats(String name, Shape shape) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    for (int size : shape.toArray()) {
      tensor.addDims(size);
    }
    return tensor;
  }

  private static TensorProto integers(String name, long[] values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.INT64.getNumber());
    tensor.addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** With what each axis is, which sizes alone do not tell. */
  private static ValueInfoProto image(String name, Shape shape) {
    ValueInfoProto.Builder value = value(name, shape).toBuilder();
    TensorShapeProto.Builder dims = value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
    for (int axis = 0; axis < dims.getDimCount(); axis++) {
      dims.getDimBuilder(axis).setDenotation(DENOTATIONS.get(axis));
    }
    return value.build();
  }

  private static ValueInfoProto value(String name, Shape shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    dims.addDim(Dimension.newBuilder().setDimParam("N"));
    for (int size : Axes.sizes(shape)) {
      dims.addDim(Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.getNumber())
                        .setShape(dims)))
        .build();
  }
}
