package dev.convoy.onnx.writer;

import dev.convoy.compute.Arithmetic;
import dev.convoy.compute.AveragePool2d.Divisor;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.Padding;
import dev.convoy.compute.PointwiseFunction;
import dev.convoy.compute.PoolGeometry.Rounding;
import dev.convoy.compute.Reduce;
import dev.convoy.compute.Window;
import dev.convoy.network.Network;
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
import dev.convoy.network.layer.PadLayer.Ends;
import dev.convoy.network.layer.PermuteLayer;
import dev.convoy.network.layer.PointwiseLayer;
import dev.convoy.network.layer.ReduceLayer;
import dev.convoy.network.layer.ReluLayer;
import dev.convoy.network.layer.ReshapeLayer;
import dev.convoy.network.layer.Side;
import dev.convoy.network.layer.SigmoidLayer;
import dev.convoy.network.layer.SliceLayer;
import dev.convoy.network.layer.SliceLayer.Range;
import dev.convoy.network.layer.SoftmaxLayer;
import dev.convoy.network.layer.Spacing;
import dev.convoy.network.layer.TakeLayer;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Every layer kind in small networks of awkward sizes. */
final class LayerCases {
  private static final Shape IMAGE = Shape.of(7, 5, 6);
  private static final Shape GREY = Shape.of(5, 7, 1);
  private static final Shape PIXEL = Shape.of(1, 1, 17);
  private static final Shape VECTOR = Shape.of(13);
  private static final Shape MATRIX = Shape.of(3, 8);
  private static final Shape DEEP = Shape.of(2, 3, 5, 4);

  private static final List<Case> CASES = new ArrayList<>();

  private LayerCases() {}

  /** A network, and what it is there for. */
  record Case(String name, Network network) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> all() {
    if (CASES.isEmpty()) {
      products();
      pools();
      norms();
      pointwise();
      arithmetic();
      shapes();
      CASES.addAll(ResizeCases.all());
    }
    return CASES;
  }

  private static void add(Layer layer, Shape input) {
    CASES.add(new Case(layer + " of " + input, SmallNetworks.of(layer, input)));
  }

  private static Window window(int h, int w, int strideH, int strideW, int dilationH, int dilW) {
    return new Window(h, w, strideH, strideW, dilationH, dilW);
  }

  private static Conv2dLayer conv(int outC, Window window, Spacing pad, int groups, Bias bias) {
    return new Conv2dLayer(
        outC, window, pad, groups, bias == Bias.WITH, ConvGeometry.Algorithm.DIRECT);
  }

  private enum Bias {
    WITH,
    WITHOUT
  }

  private static void products() {
    Spacing uneven = new Spacing.Pixels(new Padding(0, 2, 1, 3));
    Spacing none = new Spacing.Pixels(Padding.NONE);
    add(conv(17, window(3, 2, 2, 1, 1, 2), uneven, 1, Bias.WITH), IMAGE);
    add(conv(9, window(2, 3, 1, 2, 2, 1), uneven, 3, Bias.WITHOUT), IMAGE);
    add(conv(6, Window.square(3, 2), new Spacing.Same(), 6, Bias.WITH), IMAGE);
    add(conv(1, Window.square(1, 1), none, 1, Bias.WITH), PIXEL);
    add(conv(8, Window.square(3, 3), new Spacing.Same(), 1, Bias.WITHOUT), GREY);
    add(new DenseLayer(11, true), VECTOR);
    add(new DenseLayer(1, false), VECTOR);
    Padding cut = new Padding(1, 0, 0, 2);
    add(new ConvTranspose2dLayer(7, window(3, 2, 2, 3, 1, 1), cut, 1, 0, 1, true), IMAGE);
    add(new ConvTranspose2dLayer(6, window(2, 3, 1, 2, 3, 2), cut, 0, 1, 3, false), IMAGE);
    add(new ConvTranspose2dLayer(4, window(2, 2, 2, 2, 1, 1), cut, 1, 1, 2, true), IMAGE);
    add(new ConvTranspose2dLayer(4, window(2, 2, 1, 1, 1, 1), cut, 3, 3, 2, true), IMAGE);
  }

  private static void pools() {
    Spacing uneven = new Spacing.Pixels(new Padding(0, 1, 1, 2));
    Spacing none = new Spacing.Pixels(Padding.NONE);
    Spacing one = new Spacing.Pixels(Padding.all(1));
    for (Rounding rounding : Rounding.values()) {
      for (Window window : List.of(Window.square(3, 2), window(2, 3, 4, 3, 1, 1))) {
        for (Spacing pad : List.of(uneven, none, new Spacing.Same(), one)) {
          if (fits(window, pad)) {
            add(new MaxPool2dLayer(window, pad, rounding, MaxPool2d.Ties.FIRST), IMAGE);
            for (Divisor divisor : Divisor.values()) {
              add(new AveragePool2dLayer(window, pad, rounding, divisor), IMAGE);
            }
          }
        }
      }
    }
    Window dilated = window(2, 2, 1, 2, 3, 2);
    Spacing wide = new Spacing.Pixels(new Padding(3, 2, 2, 1));
    add(new MaxPool2dLayer(dilated, wide, Rounding.FLOOR, MaxPool2d.Ties.ALL), IMAGE);
    for (Divisor divisor : Divisor.values()) {
      add(new AveragePool2dLayer(dilated, wide, Rounding.CEIL, divisor), IMAGE);
    }
    for (Shape shape : List.of(IMAGE, PIXEL, GREY)) {
      add(new GlobalAveragePoolLayer(), shape);
      add(new GlobalMaxPoolLayer(), shape);
    }
  }

  /** A window that would see padding only is refused by the layer itself. */
  private static boolean fits(Window window, Spacing pad) {
    try {
      for (Rounding rounding : Rounding.values()) {
        new MaxPool2dLayer(window, pad, rounding, MaxPool2d.Ties.FIRST).outputShape(List.of(IMAGE));
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static void norms() {
    for (Shape shape : List.of(IMAGE, PIXEL, VECTOR, MATRIX, DEEP)) {
      add(new BatchNormLayer(1e-3), shape);
      add(new LocalResponseNormLayer(3, 0.3f, 0.75f, 1.5f), shape);
      add(new LocalResponseNormLayer(4, 0.5f, 0.6f, 2f), shape);
      for (int axes = 1; axes <= shape.rank(); axes++) {
        add(new LayerNormLayer(axes, 1e-2), shape);
      }
    }
    for (Shape shape : List.of(IMAGE, MATRIX, DEEP)) {
      add(new InstanceNormLayer(1e-2), shape);
      add(new GroupNormLayer(2, 1e-2), shape);
      add(new GroupNormLayer(1, 1e-2), shape);
    }
  }

  private static void pointwise() {
    add(new ReluLayer(ReluLayer.Form.PLAIN, 0), IMAGE);
    add(new ReluLayer(ReluLayer.Form.SIX, 0), VECTOR);
    add(new ReluLayer(ReluLayer.Form.LEAKY, 0.07f), DEEP);
    for (Shape shape : List.of(IMAGE, PIXEL, VECTOR, MATRIX, DEEP)) {
      add(new SigmoidLayer(), shape);
      add(new SoftmaxLayer(), shape);
      add(new LogSoftmaxLayer(), shape);
    }
    for (Shape slope :
        List.of(Shape.of(6), Shape.of(1), Shape.of(5, 6), IMAGE, Shape.of(7, 1, 1))) {
      add(new PReluLayer(slope), IMAGE);
    }
    add(new PReluLayer(VECTOR), VECTOR);
    add(new PReluLayer(Shape.of(8)), MATRIX);
    for (PointwiseFunction function : PointwiseFunction.values()) {
      boolean fromZero = function == PointwiseFunction.LOG || function == PointwiseFunction.SQRT;
      Layer before =
          new PointwiseLayer(fromZero ? PointwiseFunction.ABS : PointwiseFunction.NEGATE, 0, 0);
      Network network =
          new SmallNetworks(IMAGE)
              .add("before", before, Network.INPUT)
              .add("y", new PointwiseLayer(function, 0.4f, 1.3f), "before")
              .network();
      CASES.add(new Case(function.toString(), network));
    }
    float infinity = Float.POSITIVE_INFINITY;
    add(new PointwiseLayer(PointwiseFunction.CLIP, -infinity, 0.5f), IMAGE);
    add(new PointwiseLayer(PointwiseFunction.CLIP, -0.5f, infinity), VECTOR);
    add(new PointwiseLayer(PointwiseFunction.CLIP, -infinity, infinity), VECTOR);
  }

  private static void arithmetic() {
    PointwiseLayer positive = new PointwiseLayer(PointwiseFunction.EXP, 0, 0);
    for (Arithmetic operation : Arithmetic.values()) {
      CASES.add(
          new Case(
              operation + " of two",
              new SmallNetworks(IMAGE)
                  .add("base", positive, Network.INPUT)
                  .add("pixel", new ReduceLayer(Reduce.MEAN, List.of(0, 1)), "base")
                  .add("y", new ArithmeticLayer(operation), "base", "pixel")
                  .add("z", new ArithmeticLayer(operation), "pixel", "y")
                  .network()));
      for (Side side : Side.values()) {
        CASES.add(
            new Case(
                operation + " with a constant " + side,
                new SmallNetworks(IMAGE)
                    .add("base", positive, Network.INPUT)
                    .add("y", constant(operation, side, 6), "base")
                    .add("z", constant(operation, side, 7, 1, 1), "base")
                    .add("one", constant(operation, side), "base")
                    .add("v", new GlobalAveragePoolLayer(), "base")
                    .add("w", constant(operation, side, 6), "v")
                    .network()));
      }
    }
    add(constant(Arithmetic.ADD, Side.RIGHT, 3, 4, 17), PIXEL);
    add(constant(Arithmetic.MULTIPLY, Side.LEFT, 5, 4), DEEP);
    CASES.add(
        new Case(
            "add and concat",
            new SmallNetworks(IMAGE)
                .add("a", new SigmoidLayer(), Network.INPUT)
                .add("sum", new AddLayer(), "a", Network.INPUT)
                .add("three", new AddLayer(), "a", Network.INPUT, "sum")
                .add("joined", new ConcatLayer(), "three", "a", "sum")
                .add("flat", new FlattenLayer(), "a")
                .add("twice", new ConcatLayer(), "flat", "flat")
                .add("matrix", new ReshapeLayer(Shape.of(21, 10)), "a")
                .add("wide", new ConcatLayer(), "matrix", "matrix")
                .network()));
    for (Reduce operation : Reduce.values()) {
      add(new ReduceLayer(operation, List.of(0, 1)), IMAGE);
      add(new ReduceLayer(operation, List.of(2)), IMAGE);
      add(new ReduceLayer(operation, List.of(0)), VECTOR);
      add(new ReduceLayer(operation, List.of(1, 3)), DEEP);
    }
  }

  private static ConstantArithmeticLayer constant(Arithmetic operation, Side side, int... sizes) {
    return new ConstantArithmeticLayer(operation, side, Shape.of(sizes));
  }

  private static void shapes() {
    for (Shape shape : List.of(IMAGE, GREY, PIXEL, VECTOR, MATRIX, DEEP)) {
      add(new FlattenLayer(), shape);
    }
    // Three columns and a transposition: by its looks an image with its channels last.
    CASES.add(
        new Case(
            "a narrow image",
            new SmallNetworks(Shape.of(5, 3, 8))
                .add("a", new SigmoidLayer(), Network.INPUT)
                .add("flat", new FlattenLayer(), "a")
                .add("y", new SigmoidLayer(), "flat")
                .network()));
    add(new ReshapeLayer(Shape.of(6, 7, 5)), IMAGE);
    add(new ReshapeLayer(Shape.of(210, 1, 1)), IMAGE);
    add(new ReshapeLayer(Shape.of(14, 15)), IMAGE);
    add(new ReshapeLayer(Shape.of(5, 2, 12)), DEEP);
    add(new ReshapeLayer(Shape.of(2, 2, 6)), MATRIX);
    addMoved(new ReshapeLayer(Shape.of(17, 1, 1)), PIXEL);
    for (List<Integer> axes : List.of(List.of(2, 0, 1), List.of(1, 0, 2), List.of(0, 2, 1))) {
      addMoved(new PermuteLayer(axes), IMAGE);
    }
    add(new PermuteLayer(List.of(3, 1, 0, 2)), DEEP);
    add(new PermuteLayer(List.of(1, 0)), MATRIX);
    Range all = Range.all(6);
    add(new SliceLayer(List.of(new Range(1, 2, 3), new Range(4, -1, 5), all)), IMAGE);
    add(new SliceLayer(List.of(Range.all(7), new Range(3, -2, 2), new Range(5, -1, 3))), IMAGE);
    add(new SliceLayer(List.of(new Range(12, -4, 4))), VECTOR);
    add(new TakeLayer(2, List.of(5, 0, 0, 3)), IMAGE);
    add(new TakeLayer(0, List.of(6, 6, 1)), IMAGE);
    add(new TakeLayer(1, List.of(2)), DEEP);
    add(new Pad2dLayer(new Padding(1, 0, 2, 3), -0.5f), IMAGE);
    for (PadLayer.Mode mode : PadLayer.Mode.values()) {
      add(pad(mode, new Ends(1, 2), new Ends(3, 0), new Ends(2, 1)), IMAGE);
      add(pad(mode, new Ends(-1, 2), new Ends(-2, -1), Ends.NONE), IMAGE);
      add(pad(mode, new Ends(2, 1)), VECTOR);
      add(pad(mode, Ends.NONE, new Ends(1, 0), new Ends(3, -1), new Ends(1, 1)), DEEP);
    }
  }

  /** With a layer behind it: the reader refuses a model that computes nothing. */
  private static void addMoved(Layer layer, Shape image) {
    CASES.add(
        new Case(
            layer + " of " + image,
            new SmallNetworks(image)
                .add("moved", layer, Network.INPUT)
                .add("y", new SigmoidLayer(), "moved")
                .network()));
  }

  private static PadLayer pad(PadLayer.Mode mode, Ends... ends) {
    return new PadLayer(List.of(ends), mode, 0.25f);
  }
}
