package dev.convoy.onnx.reader;

import static dev.convoy.onnx.reader.Models.conv;
import static dev.convoy.onnx.reader.Models.empty;
import static dev.convoy.onnx.reader.Models.floats;
import static dev.convoy.onnx.reader.Models.input;
import static dev.convoy.onnx.reader.Models.integer;
import static dev.convoy.onnx.reader.Models.ints;
import static dev.convoy.onnx.reader.Models.longs;
import static dev.convoy.onnx.reader.Models.node;
import static dev.convoy.onnx.reader.Models.of;
import static dev.convoy.onnx.reader.Models.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whatever is wrong with a model, the error says where it is, what was found, what was needed. */
class BadModelTest {
  private static final long HUGE = 1L << 62;

  private static DynamicTest refused(String what, ModelProto.Builder model, String... words) {
    return DynamicTest.dynamicTest(
        what,
        () ->
            assertThatThrownBy(() -> Models.read(model))
                .isInstanceOf(OnnxException.class)
                .hasMessageStartingWith("bad.onnx: ")
                .hasMessageNotContaining("null")
                .hasMessageContainingAll(words));
  }

  private static ModelProto.Builder graph(Consumer<GraphProto.Builder> change) {
    ModelProto.Builder model = conv();
    change.accept(model.getGraphBuilder());
    return model;
  }

  private static ModelProto.Builder model(Consumer<ModelProto.Builder> change) {
    ModelProto.Builder model = conv();
    change.accept(model);
    return model;
  }

  private static ModelProto.Builder weights(TensorProto.Builder weights) {
    return graph(graph -> graph.setInitializer(0, weights));
  }

  /** One operator of the image and constants, {@code c1, c2...}. */
  private static ModelProto.Builder one(NodeProto node, TensorProto... constants) {
    ModelProto.Builder model = of(node);
    model.getGraphBuilder().addAllInitializer(List.of(constants));
    return model;
  }

  @TestFactory
  Stream<DynamicTest> versionsAndGraph() {
    return Stream.of(
        refused("IR 2", model(m -> m.setIrVersion(2)), "IR version 2", "3 or newer"),
        refused("no operator set", model(m -> m.clearOpsetImport()), "no operator set"),
        refused("set 99", model(m -> m.getOpsetImportBuilder(0).setVersion(99)), "99", "7 to 23"),
        refused(
            "set 6",
            of6(node("Gemm", "gemm", List.of("x", "w"))),
            "\"gemm\"",
            "operator set 6",
            "before set 7"),
        refused("no nodes", graph(g -> g.clearNode()), "no graph of nodes"),
        refused("no outputs", graph(g -> g.clearOutput()), "no output"),
        refused("functions", model(m -> m.addFunctionsBuilder().setName("f")), "functions", "f"),
        refused("sparse", graph(g -> g.addSparseInitializerBuilder()), "sparse weights"),
        refused(
            "unknown operators",
            of(node("Foo", "foo", List.of("x")), node("Bar", "bar", List.of("foo"))),
            "\"bar\"",
            "operator set 17",
            "Bar, Foo",
            "known are Abs"),
        refused(
            "another domain",
            graph(g -> g.getNodeBuilder(0).setDomain("com.acme")),
            "\"conv\"",
            "com.acme.Conv"),
        refused(
            "unknown input",
            graph(g -> g.getNodeBuilder(0).setInput(1, "v")),
            "\"conv\"",
            "input \"v\"",
            "made by no node"),
        refused(
            "unknown output", graph(g -> g.getOutputBuilder(0).setName("y")), "output \"y\"", "no"),
        refused("node without outputs", graph(g -> g.getNodeBuilder(0).clearOutput()), "output"),
        refused(
            "cycle",
            of(node("Add", "a", List.of("x", "b")), node("Relu", "b", List.of("a"))),
            "cycle",
            "\"a\""),
        refused("value twice", graph(g -> g.addNode(g.getNode(0))), "\"conv\"", "made twice"),
        refused(
            "weights twice", graph(g -> g.addInitializer(g.getInitializer(0))), "\"w\"", "twice"));
  }

  private static ModelProto.Builder of6(NodeProto node) {
    ModelProto.Builder model = of(node);
    model.getOpsetImportBuilder(0).setVersion(6);
    model.getGraphBuilder().addInitializer(floats("w", 1));
    return model;
  }

  @TestFactory
  Stream<DynamicTest> inputs() {
    return Stream.of(
        refused("two", of2(), "2 inputs", "[x, y]", "needed one"),
        refused("rank 3", shaped(DataType.FLOAT, 1, 3, 8), "[1, 3, 8]", "[N, C, H, W]"),
        refused("of integers", shaped(DataType.INT64, 1, 3, 8, 8), "INT64", "needed floats"),
        refused("too large", shaped(DataType.FLOAT, 1, 3, 1 << 20, 1 << 20), "1048576", "at most"),
        refused("absurd", shaped(DataType.FLOAT, 1, 3, HUGE, 8), "" + HUGE),
        refused("open", shaped(DataType.FLOAT, 1, 3, 0, 8), "height open"),
        refused(
            "unknown type",
            graph(
                g -> g.getInputBuilder(0).getTypeBuilder().getTensorTypeBuilder().setElemType(77)),
            "77",
            "needed floats"),
        refused(
            "sequence",
            graph(g -> g.getInputBuilder(0).getTypeBuilder().getSequenceTypeBuilder()),
            "SEQUENCE_TYPE",
            "needed images"));
  }

  private static ModelProto.Builder of2() {
    ModelProto.Builder model = of(node("Add", "add", List.of("x", "y")));
    model.getGraphBuilder().addInput(input("y", DataType.FLOAT, 1, 3, 8, 8));
    return model;
  }

  private static ModelProto.Builder shaped(DataType type, long... dims) {
    return graph(g -> g.setInput(0, input("x", type, dims)));
  }

  @TestFactory
  Stream<DynamicTest> weights() {
    TensorProto.Builder nan = floats("w", 4, 3, 3, 3).toBuilder().setFloatData(5, Float.NaN);
    return Stream.of(
        refused("missing", graph(g -> g.clearInitializer()), "input \"w\"", "made by no node"),
        refused("no values", weights(empty("w", DataType.FLOAT, 4, 3, 3, 3)), "0 floats", "108"),
        refused(
            "too few bytes",
            weights(
                empty("w", DataType.FLOAT, 4, 3, 3, 3)
                    .setRawData(ByteString.copyFrom(new byte[7]))),
            "tensor \"w\"",
            "7 bytes",
            "432"),
        refused("NaN", weights(nan), "\"conv\" (Conv)", "NaN at", "finite"),
        refused("negative size", weights(empty("w", DataType.FLOAT, 4, -3)), "\"w\"", "-3"),
        refused("absurd size", weights(empty("w", DataType.FLOAT, HUGE)), "\"w\"", "" + HUGE),
        refused(
            "absurd product",
            weights(empty("w", DataType.FLOAT, 1 << 30, 1 << 30, 1 << 30)),
            "\"w\"",
            "beyond"),
        refused(
            "65 axes",
            weights(empty("w", DataType.FLOAT, ones(65)).addFloatData(1)),
            "\"w\"",
            "65 axes",
            "64"),
        refused("words", weights(empty("w", DataType.STRING, 1)), "STRING", "known are FLOAT"),
        refused("complex", weights(empty("w", DataType.COMPLEX64, 1)), "COMPLEX64"),
        refused("unknown type", weights(empty("w", DataType.FLOAT, 1).setDataType(99)), "99"),
        refused("segments", weights(segment()), "segments"),
        refused("other channels", weights(floats("w", 4, 2, 3, 3).toBuilder()), "3 channels", "2"),
        refused("rank 3", weights(floats("w", 4, 3, 3).toBuilder()), "[4, 3, 3]", "four sizes"));
  }

  private static TensorProto.Builder segment() {
    TensorProto.Builder tensor = floats("w", 4, 3, 3, 3).toBuilder();
    tensor.getSegmentBuilder().setEnd(7);
    return tensor;
  }

  private static long[] ones(int count) {
    long[] ones = new long[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  @TestFactory
  Stream<DynamicTest> attributes() {
    return Stream.of(
        refused(
            "group 0",
            conv(integer("group", 0)),
            "\"conv\" (Conv), operator set 17",
            "0 groups, needed 1"),
        refused("group 2", conv(integer("group", 2)), "3 channels", "2 groups"),
        refused("group 2^31", conv(integer("group", 1L << 31)), "\"group\"", "2147483648"),
        refused("stride 0", conv(ints("strides", 0, 1)), "stride", "0", "1 to 8192"),
        refused("dilation 0", conv(ints("dilations", 1, 0)), "dilation", "0"),
        refused("one stride", conv(ints("strides", 1)), "\"strides\" has 1 numbers, needed 2"),
        refused("negative pads", conv(ints("pads", -1, 0, 0, 0)), "pads of -1", "0 to 8192"),
        refused("other kernel", conv(ints("kernel_shape", 5, 3)), "5 x 3", "3 x 3"),
        refused("beyond the image", conv(ints("dilations", 9, 9)), "\"conv\"", "8"),
        refused("rule", conv(word("auto_pad", "SOME")), "\"SOME\"", "SAME_UPPER"),
        refused("unknown", conv(integer("speed", 2)), "\"speed\"", "not known"),
        refused("of a wrong type", conv(integer("strides", 2)), "\"strides\"", "INT, needed INTS"),
        refused(
            "twice",
            conv(integer("group", 1), integer("group", 1)),
            "\"conv\" (Conv)",
            "\"group\"",
            "twice"),
        refused(
            "training",
            one(node("BatchNormalization", "bn", List.of("x"), integer("training_mode", 1))),
            "training mode",
            "inference"),
        refused(
            "variance below 0",
            one(
                node("BatchNormalization", "bn", List.of("x", "g", "g", "g", "v")),
                floats("g", 3),
                empty("v", DataType.FLOAT, 3).addAllFloatData(List.of(1f, -1f, 1f)).build()),
            "variance holds -1.0"));
  }

  @TestFactory
  Stream<DynamicTest> sizes() {
    List<DynamicTest> tests = new ArrayList<>();
    for (long size : new long[] {1L << 31, HUGE, Long.MIN_VALUE, Integer.MAX_VALUE}) {
      String digits = " " + size;
      tests.add(ofImage("Reshape", digits, longs("c1", 1, size)));
      tests.add(ofImage("Expand", digits, longs("c1", 1, 3, 8, size)));
      tests.add(ofImage("Tile", digits, longs("c1", 1, 1, 1, size)));
      tests.add(ofImage("Pad", digits, longs("c1", 0, 0, 0, 0, 0, 0, 0, size)));
      tests.add(
          refused(
              "Resize to" + size,
              one(node("Resize", "n", List.of("x", "", "", "c1")), longs("c1", 1, 3, 8, size)),
              "\"n\" (Resize)",
              "8 "));
      tests.add(ofConstants("ConstantOfShape", longs("c1", size, 1)));
      tests.add(ofConstants("Range", one("c1", 0), one("c2", Math.abs(size + 1)), one("c3", 1)));
      tests.add(ofConstants("Tile", floats("c1", 4), longs("c2", size)));
      tests.add(ofConstants("Expand", floats("c1", 1), longs("c2", size)));
      tests.add(ofConstants("Gather", floats("c1", 4), longs("c2", size)));
    }
    tests.add(ofImage("Reshape", "[1, 7]", longs("c1", 1, 7)));
    tests.add(
        ofImage("Gather", "index 8 of axis 1, which has 3", longs("c1", 8), integer("axis", 1)));
    tests.add(ofImage("Split", "[1, 1]", longs("c1", 1, 1), integer("axis", 1)));
    tests.add(
        refused(
            "Concat", of(node("Concat", "n", List.of("x", "x"), integer("axis", 4))), "axis 4"));
    return tests.stream();
  }

  private static TensorProto one(String name, long value) {
    return longs(name, value).toBuilder().clearDims().build();
  }

  private static DynamicTest ofImage(
      String operator,
      String found,
      TensorProto constant,
      ai.onnx.proto.OnnxMl.AttributeProto... attributes) {
    return refused(
        operator + found,
        one(node(operator, "n", List.of("x", "c1"), attributes), constant),
        "\"n\" (" + operator + "), operator set 17: ",
        found.strip());
  }

  /** A constant of an absurd size added to the image. */
  private static DynamicTest ofConstants(String operator, TensorProto... constants) {
    List<String> names = Stream.of(constants).map(TensorProto::getName).toList();
    ModelProto.Builder model =
        of(node(operator, "n", names), node("Add", "add", List.of("x", "n")));
    model.getGraphBuilder().addAllInitializer(List.of(constants));
    return refused(operator + " of constants", model, "\"n\" (" + operator + "), operator set 17");
  }

  @Test
  void manySmallConstantsAreRefusedWhenTheyAreManyInAll() {
    List<NodeProto> nodes = new ArrayList<>();
    List<String> sum = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      nodes.add(node("ConstantOfShape", "c" + i, List.of("shape")));
      sum.add("c" + i);
    }
    nodes.add(node("Sum", "sum", sum));
    nodes.add(node("Add", "y", List.of("x", "sum")));
    ModelProto.Builder model = of(nodes.toArray(NodeProto[]::new));
    model.getGraphBuilder().addInitializer(longs("shape", 1 << 21));
    assertThatThrownBy(() -> Models.read(model))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll(
            "ConstantOfShape", "values computed up to here", "in a model that");
  }

  @Test
  void aLongChainOfNamesakesIsRead() {
    List<NodeProto> nodes = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      String from = i == 0 ? "x" : "v" + (i - 1);
      nodes.add(node("Relu", "v" + i, List.of(from)).toBuilder().setName("relu").build());
    }
    assertThat(Models.read(of(nodes.toArray(NodeProto[]::new))).nodes()).hasSize(50_000);
  }

  @Test
  void filesThatAreNoModels() {
    for (byte[] bytes : List.of(new byte[0], "PK\3\4 a zip".getBytes(), new byte[4096])) {
      assertThatThrownBy(
              () -> OnnxReader.read(ModelFiles.of("bad.onnx", bytes), ReadOptions.STANDARD))
          .isInstanceOf(OnnxException.class)
          .hasMessageStartingWith("bad.onnx: ");
    }
    assertThatThrownBy(
            () -> OnnxReader.read(ModelFiles.of(Path.of("none.onnx")), ReadOptions.STANDARD))
        .isInstanceOf(OnnxException.class)
        .hasMessage("none.onnx: there is no such file");
  }

  @Test
  void aModelCutAnywhereIsRefused() {
    byte[] model = conv().build().toByteArray();
    for (int length = 0; length < model.length; length++) {
      byte[] part = Arrays.copyOf(model, length);
      assertThatThrownBy(
              () -> OnnxReader.read(ModelFiles.of("bad.onnx", part), ReadOptions.STANDARD))
          .as("%s of %s bytes", length, model.length)
          .isInstanceOf(OnnxException.class);
    }
  }
}
