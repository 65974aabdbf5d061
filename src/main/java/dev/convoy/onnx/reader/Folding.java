package dev.convoy.onnx.reader;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Computes operators whose inputs are all known: arithmetic on sizes that exporters leave behind,
 * and weights that they reshape or scale. Floats are float32, whole numbers long.
 */
final class Folding {
  private static final Map<String, Function<OperatorCall, Constant>> TABLE = new TreeMap<>();

  static {
    for (String name :
        Set.of(
            "Add",
            "Sub",
            "Mul",
            "Div",
            "Pow",
            "Mod",
            "Equal",
            "Less",
            "LessOrEqual",
            "Greater",
            "GreaterOrEqual",
            "And",
            "Or")) {
      TABLE.put(name, call -> arithmetic(name, call.constant(0), call.constant(1)));
    }
    for (String name : Set.of("Sum", "Min", "Max")) {
      TABLE.put(name, Folding::several);
    }
    unary("Sqrt", Math::sqrt);
    unary("Exp", StrictMath::exp);
    unary("Log", StrictMath::log);
    unary("Reciprocal", x -> 1 / x);
    unary("Floor", Math::floor);
    unary("Ceil", Math::ceil);
    unary("Round", Math::rint);
    unary("Neg", x -> -x);
    unary("Abs", Math::abs);
    unary("Not", x -> x == 0 ? 1 : 0);
    TABLE.put("Cast", FoldedShapes::cast);
    TABLE.put("Identity", call -> call.constant(0));
    TABLE.put("Dropout", call -> call.constant(0));
    TABLE.put("Constant", FoldedShapes::constant);
    TABLE.put("ConstantOfShape", FoldedShapes::constantOfShape);
    TABLE.put("Range", FoldedShapes::range);
    TABLE.put("Shape", FoldedShapes::shape);
    TABLE.put("Size", call -> Constant.ofLongs(new int[0], call.constant(0).length()));
    TABLE.put("Reshape", FoldedShapes::reshape);
    TABLE.put("Flatten", FoldedShapes::flatten);
    TABLE.put("Squeeze", FoldedShapes::squeeze);
    TABLE.put("Unsqueeze", FoldedShapes::unsqueeze);
    TABLE.put("Transpose", FoldedShapes::transpose);
    TABLE.put("Expand", FoldedShapes::expand);
    TABLE.put("Tile", FoldedSelections::tile);
    TABLE.put("Gather", FoldedSelections::gather);
    TABLE.put("Slice", FoldedSelections::slice);
    TABLE.put("Concat", FoldedSelections::concat);
    TABLE.put("Where", FoldedSelections::where);
    TABLE.put("NonZero", FoldedSelections::nonZero);
    for (String name : Set.of("ReduceProd", "ReduceSum", "ReduceMax", "ReduceMin")) {
      TABLE.put(name, FoldedSelections::reduce);
    }
  }

  private Folding() {}

  private static void unary(String name, DoubleUnaryOperator function) {
    TABLE.put(name, call -> mapped(call.constant(0), function));
  }

  static boolean knows(String operator) {
    return TABLE.containsKey(operator);
  }

  static Set<String> names() {
    return TABLE.keySet();
  }

  static void fold(OperatorCall call) {
    for (int output = 1; output < call.outputCount(); output++) {
      call.refuseOutput(output, "a constant");
    }
    for (int i = 0; i < call.inputCount(); i++) {
      call.tensors().budget().spend(call.has(i) ? call.constant(i).length() : 0);
    }
    Constant result = TABLE.get(call.operator()).apply(call);
    call.tensors().budget().spend(result.length());
    call.set(result);
  }

  private static Constant mapped(Constant x, DoubleUnaryOperator function) {
    if (x.isFloat()) {
      float[] values = new float[x.length()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) function.applyAsDouble(x.floats()[i]);
      }
      return Constant.ofFloats(x.dims(), values);
    }
    long[] values = new long[x.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) function.applyAsDouble(x.longs()[i]);
    }
    return Constant.ofLongs(x.dims(), values);
  }

  private static Constant several(OperatorCall call) {
    Constant total = call.constant(0);
    for (int i = 1; i < call.inputCount(); i++) {
      total = arithmetic(call.operator(), total, call.constant(i));
    }
    return total;
  }

  /** One of the operators of two constants, broadcast. */
  static Constant arithmetic(String operator, Constant a, Constant b) {
    int[] dims = Constants.commonDims(a.dims(), b.dims());
    Constant left = Constants.broadcast(a, dims);
    Constant right = Constants.broadcast(b, dims);
    boolean comparison = comparison(operator) != null;
    if (a.isFloat() || b.isFloat()) {
      DoubleBinaryOperator function = comparison ? comparison(operator) : ofFloats(operator);
      float[] values = new float[left.length()];
      float[] x = left.floats();
      float[] y = right.floats();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) function.applyAsDouble(x[i], y[i]);
      }
      Constant result = Constant.ofFloats(dims, values);
      return comparison ? result.rounded() : result;
    }
    long[] values = new long[left.length()];
    for (int i = 0; i < values.length; i++) {
      long x = left.longs()[i];
      long y = right.longs()[i];
      values[i] =
          comparison
              ? (long) comparison(operator).applyAsDouble(x, y)
              : ofLongs(operator).applyAsLong(x, y);
    }
    return Constant.ofLongs(dims, values);
  }

  private static @Nullable DoubleBinaryOperator comparison(String operator) {
    return switch (operator) {
      case "Equal" -> (x, y) -> x == y ? 1 : 0;
      case "Less" -> (x, y) -> x < y ? 1 : 0;
      case "LessOrEqual" -> (x, y) -> x <= y ? 1 : 0;
      case "Greater" -> (x, y) -> x > y ? 1 : 0;
      case "GreaterOrEqual" -> (x, y) -> x >= y ? 1 : 0;
      case "And" -> (x, y) -> x != 0 && y != 0 ? 1 : 0;
      case "Or" -> (x, y) -> x != 0 || y != 0 ? 1 : 0;
      default -> null;
    };
  }

  private static DoubleBinaryOperator ofFloats(String operator) {
    return switch (operator) {
      case "Add", "Sum" -> Double::sum;
      case "Sub" -> (x, y) -> x - y;
      case "Mul" -> (x, y) -> x * y;
      case "Div" -> (x, y) -> x / y;
      case "Pow" -> StrictMath::pow;
      case "Mod" -> (x, y) -> x % y;
      case "Min" -> Math::min;
      case "Max" -> Math::max;
      default -> throw new OnnxException("%s of floats is not known here", operator);
    };
  }

  private static LongBinaryOperator ofLongs(String operator) {
    return switch (operator) {
      case "Add", "Sum" -> Math::addExact;
      case "Sub" -> Math::subtractExact;
      case "Mul" -> Math::multiplyExact;
      case "Div" -> Folding::divided;
      case "Mod" -> (x, y) -> Math.floorMod(x, nonZero(y));
      case "Pow" -> (x, y) -> (long) StrictMath.pow(x, y);
      case "Min" -> Math::min;
      case "Max" -> Math::max;
      default -> throw new OnnxException("%s of whole numbers is not known here", operator);
    };
  }

  private static long divided(long x, long y) {
    return x / nonZero(y);
  }

  private static long nonZero(long y) {
    if (y == 0) {
      throw new OnnxException("a division by 0");
    }
    return y;
  }
}
