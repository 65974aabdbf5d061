package dev.convoy.onnx.reader;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.convoy.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The one input of a model: a batch of images, [N, C, H, W] or, as TensorFlow has it, [N, H, W, C].
 *
 * @param name in the graph
 * @param batch images that the model was exported for; 1 if it takes any number
 * @param shape of an image here, {@code [H, W, C]}
 * @param channelsLast whether ONNX's axes are [N, H, W, C]
 * @param layout where ONNX's axes lie in the shape
 */
record ImageInput(String name, int batch, Shape shape, boolean channelsLast, Layout layout) {
  private static final int MOST_CHANNELS_OF_A_PICTURE = 4;
  private static final int LARGEST_SIZE = 1 << 20;
  private static final List<Long> TO_NCHW = List.of(0L, 3L, 1L, 2L);

  static ImageInput find(GraphProto graph, List<NodeProto> order, ReadOptions options) {
    ValueInfoProto input = only(graph, order);
    try {
      return read(input, graph, order, options);
    } catch (OnnxException e) {
      throw OnnxException.at("input \"" + input.getName() + "\"", e);
    }
  }

  /** The graph's only input that its nodes read and that has no value in the file. */
  private static ValueInfoProto only(GraphProto graph, List<NodeProto> order) {
    Set<String> read = new HashSet<>();
    order.forEach(node -> read.addAll(node.getInputList()));
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(read::remove);
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(input -> read.contains(input.getName())).toList();
    if (inputs.size() != 1) {
      throw new OnnxException(
          "the model has %s inputs%s, needed one: a batch of images",
          inputs.size() == 0 ? "no" : inputs.size(),
          inputs.isEmpty() ? "" : " " + inputs.stream().map(ValueInfoProto::getName).toList());
    }
    return inputs.get(0);
  }

  private static ImageInput read(
      ValueInfoProto input, GraphProto graph, List<NodeProto> order, ReadOptions options) {
    TypeProto.Tensor tensor = input.getType().getTensorType();
    DataType type = DataType.forNumber(tensor.getElemType());
    if (!input.getType().hasTensorType()) {
      throw new OnnxException(
          "is no tensor but %s; needed images [N, C, H, W] or [N, H, W, C]",
          input.getType().getValueCase());
    }
    if (type != DataType.FLOAT
        && type != DataType.DOUBLE
        && type != DataType.FLOAT16
        && type != DataType.BFLOAT16) {
      throw new OnnxException(
          "has elements of type %s, needed floats", type == null ? tensor.getElemType() : type);
    }
    if (!tensor.hasShape() || tensor.getShape().getDimCount() != 4) {
      throw new OnnxException(
          "has shape %s, needed images [N, C, H, W] or [N, H, W, C]; models of sequences or"
              + " vectors do not run here",
          tensor.hasShape() ? words(tensor) : "unknown");
    }
    int[] sizes = new int[4]; // 0 where the model leaves it open
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = size(tensor.getShape().getDim(i));
    }
    int batch = Math.max(1, sizes[0]);
    boolean channelsLast =
        !isDenotedChannels(tensor, 1)
            && (isDenotedChannels(tensor, 3) || isChannelsLast(input.getName(), sizes, order));
    int channels = channelsLast ? sizes[3] : sizes[1];
    if (channels == 0) {
      channels =
          channelsOfFirstFilters(graph, order)
              .orElseThrow(
                  () ->
                      new OnnxException("has shape %s; its channels are left open", words(tensor)));
    }
    int firstSpace = channelsLast ? 1 : 2;
    int h = chosen("height", sizes[firstSpace], options.height(), words(tensor));
    int w = chosen("width", sizes[firstSpace + 1], options.width(), words(tensor));
    Layout layout =
        channelsLast
            ? Layout.of(new int[] {h, w, channels}, 0, 1, 2)
            : Layout.image(channels, h, w);
    return new ImageInput(input.getName(), batch, Shape.of(h, w, channels), channelsLast, layout);
  }

  /** Whether the model says itself, in the format's own words, that an axis is the channels. */
  private static boolean isDenotedChannels(TypeProto.Tensor tensor, int axis) {
    return tensor.getShape().getDim(axis).getDenotation().equals("DATA_CHANNEL");
  }

  private static int size(Dimension dimension) {
    if (!dimension.hasDimValue()) {
      return 0;
    }
    long size = dimension.getDimValue();
    if (size > LARGEST_SIZE) {
      throw new OnnxException("has a size of %s; known are up to %s", size, LARGEST_SIZE);
    }
    return (int) Math.max(0, size); // -1 is an old way of leaving it open
  }

  private static int chosen(String key, int inFile, int asked, String shape) {
    if (asked > 0 && inFile > 0 && asked != inFile) {
      throw new OnnxException(
          "has shape %s, which fixes the %s at %s; the job asks for %s", shape, key, inFile, asked);
    }
    if (asked == 0 && inFile == 0) {
      throw new OnnxException(
          "has shape %s, which leaves the %s open; write input: {height: ..., width: ...} in the"
              + " job file",
          shape, key);
    }
    return Math.max(asked, inFile);
  }

  /**
   * By the transposition to [N, C, H, W] that TensorFlow's converter begins with; else by which of
   * the two sizes can be channels of a picture.
   */
  private static boolean isChannelsLast(String name, int[] sizes, List<NodeProto> order) {
    for (NodeProto node : order) {
      if (node.getInputList().contains(name) && node.getOpType().equals("Transpose")) {
        return node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("perm"))
            .map(AttributeProto::getIntsList)
            .anyMatch(TO_NCHW::equals);
      }
    }
    boolean first = sizes[1] > 0 && sizes[1] <= MOST_CHANNELS_OF_A_PICTURE;
    boolean last = sizes[3] > 0 && sizes[3] <= MOST_CHANNELS_OF_A_PICTURE;
    return last && !first && readByTransposition(name, order);
  }

  /**
   * Whether, some nodes later, a transposition to [N, C, H, W] follows; a filter before says no.
   */
  private static boolean readByTransposition(String name, List<NodeProto> order) {
    Set<String> reached = new HashSet<>(Set.of(name));
    for (NodeProto node : order) {
      if (node.getInputList().stream().anyMatch(reached::contains)) {
        if (node.getOpType().equals("Transpose")) {
          return true;
        }
        if (node.getOpType().equals("Conv")) {
          return false;
        }
        reached.addAll(node.getOutputList());
      }
    }
    return false;
  }

  private static Optional<Integer> channelsOfFirstFilters(GraphProto graph, List<NodeProto> order) {
    for (NodeProto node : order) {
      if (node.getOpType().equals("Conv") && node.getInputCount() > 1) {
        int groups = new Attributes(node).integer("group", 1);
        return graph.getInitializerList().stream()
            .filter(tensor -> tensor.getName().equals(node.getInput(1)))
            .filter(tensor -> tensor.getDimsCount() == 4)
            .map(tensor -> Math.toIntExact(Math.multiplyExact(tensor.getDims(1), groups)))
            .filter(channels -> channels > 0)
            .findFirst();
      }
    }
    return Optional.empty();
  }

  private static String words(TypeProto.Tensor tensor) {
    return tensor.getShape().getDimList().stream()
        .map(
            dimension ->
                dimension.hasDimValue()
                    ? String.valueOf(dimension.getDimValue())
                    : dimension.getDimParam().isEmpty() ? "?" : dimension.getDimParam())
        .toList()
        .toString();
  }
}
