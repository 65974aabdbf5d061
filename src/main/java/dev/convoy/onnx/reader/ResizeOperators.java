package dev.convoy.onnx.reader;

import dev.convoy.network.layer.ResizeLayer;
import dev.convoy.network.layer.ResizeLayer.Coordinates;
import dev.convoy.network.layer.ResizeLayer.Interpolation;
import dev.convoy.network.layer.ResizeLayer.Nearest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Upsample (operator sets 7 to 9) and Resize, of images along height and width. */
final class ResizeOperators {
  private static final int FIRST_WITH_COORDINATES = 11;
  private static final int LARGEST_SIDE = 1 << 16;

  private ResizeOperators() {}

  /** Scales are an attribute in operator set 7, an input since. */
  static void upsample(OperatorCall call) {
    Activation x = call.image(0);
    float[] scales =
        call.optionalConstant(1)
            .map(Constant::floats)
            .orElseGet(() -> call.attributes().numbers("scales"));
    apply(call, x, fourScales(scales), Coordinates.ASYMMETRIC, Nearest.FLOOR);
  }

  /** Operator set 10 takes scales alone and knows one rule for coordinates. */
  static void resize(OperatorCall call) {
    Activation x = call.image(0);
    if (call.opset() < FIRST_WITH_COORDINATES) {
      float[] scales = call.constant(1).floats();
      apply(call, x, fourScales(scales), Coordinates.ASYMMETRIC, Nearest.FLOOR);
      return;
    }
    int[] axes = axes(call);
    double[][] sizes = {{0, 1}, {0, 1}, {0, 1}, {0, 1}}; // out and scale of each axis
    if (call.has(3) && call.constant(3).length() > 0) {
      bySizes(call, x, axes, sizes);
    } else {
      float[] scales = call.has(2) ? call.constant(2).floats() : new float[0];
      if (scales.length != axes.length) {
        throw new OnnxException("%s scales for %s axes", scales.length, axes.length);
      }
      for (int i = 0; i < axes.length; i++) {
        sizes[axes[i]][1] = scales[i];
      }
    }
    String coordinates =
        call.attributes()
            .oneOf("coordinate_transformation_mode", "half_pixel", words(Coordinates.values()));
    String nearest =
        call.attributes().oneOf("nearest_mode", "round_prefer_floor", words(Nearest.values()));
    apply(
        call,
        x,
        sizes,
        Coordinates.valueOf(coordinates.toUpperCase(Locale.ROOT)),
        Nearest.valueOf(nearest.toUpperCase(Locale.ROOT)));
  }

  private static String[] words(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }

  private static int[] axes(OperatorCall call) {
    int[] named = call.attributes().integers("axes");
    return named.length == 0
        ? IntStream.range(0, 4).toArray()
        : IntStream.of(named).map(axis -> OperatorCall.absoluteAxis(axis, 4)).toArray();
  }

  private static double[][] fourScales(float[] scales) {
    if (scales.length != 4) {
      throw new OnnxException("%s scales, needed one for each axis", scales.length);
    }
    double[][] sizes = new double[4][];
    Arrays.setAll(sizes, axis -> new double[] {0, scales[axis]});
    return sizes;
  }

  private static void bySizes(OperatorCall call, Activation x, int[] axes, double[][] sizes) {
    long[] wanted = call.constant(3).longs();
    if (wanted.length != axes.length) {
      throw new OnnxException("%s sizes for %s axes", wanted.length, axes.length);
    }
    int[] dims = call.dims(x);
    String policy =
        call.attributes()
            .oneOf("keep_aspect_ratio_policy", "stretch", "stretch", "not_larger", "not_smaller");
    double common = policy.equals("not_larger") ? Double.MAX_VALUE : 0;
    for (int i = 0; i < axes.length; i++) {
      double scale = (double) wanted[i] / dims[axes[i]];
      common = policy.equals("not_larger") ? Math.min(common, scale) : Math.max(common, scale);
    }
    for (int i = 0; i < axes.length; i++) {
      double out = policy.equals("stretch") ? wanted[i] : Math.floor(common * dims[axes[i]] + 0.5);
      double scale = policy.equals("stretch") ? out / dims[axes[i]] : common;
      sizes[axes[i]] = new double[] {out, scale};
    }
  }

  /** The numbers of each axis: its size, 0 to work it out, and its scale. */
  private static void apply(
      OperatorCall call, Activation x, double[][] sizes, Coordinates coordinates, Nearest nearest) {
    int[] dims = call.dims(x);
    for (int axis = 0; axis < 4; axis++) {
      double scale = sizes[axis][1];
      double out = sizes[axis][0] > 0 ? sizes[axis][0] : Math.floor(dims[axis] * scale);
      boolean resized = out != dims[axis] || scale != 1;
      if (axis < 2 && resized) {
        throw new OnnxException("it resizes the %s", axis == 0 ? "batch" : "channels");
      }
      if (!(scale > 0) || !(out >= 1) || out > LARGEST_SIDE) {
        throw new OnnxException(
            "axis %s from %s to %s, by a scale of %s; known are 1 to %s",
            axis, dims[axis], out, scale, LARGEST_SIDE);
      }
    }
    ResizeLayer layer =
        new ResizeLayer(
            axis(call, sizes[2], 2, coordinates, nearest),
            axis(call, sizes[3], 3, coordinates, nearest));
    call.setImage(call.add(layer, call.nhwc(x)));
  }

  private static ResizeLayer.Axis axis(
      OperatorCall call, double[] size, int axis, Coordinates coordinates, Nearest nearest) {
    Attributes attributes = call.attributes();
    Interpolation interpolation =
        switch (attributes.oneOf("mode", "nearest", "nearest", "linear", "bilinear", "cubic")) {
          case "nearest" -> Interpolation.NEAREST;
          case "cubic" -> Interpolation.CUBIC;
          default -> Interpolation.LINEAR;
        };
    double[] roi = {0, 1};
    if (coordinates == Coordinates.TF_CROP_AND_RESIZE) {
      int[] axes = axes(call);
      int place =
          IntStream.range(0, axes.length).filter(i -> axes[i] == axis).findFirst().orElse(-1);
      Constant given = call.constant(1);
      if (given.length() != 2 * axes.length) {
        throw new OnnxException("roi has %s numbers for %s axes", given.length(), axes.length);
      }
      if (place >= 0) {
        roi = new double[] {given.number(place), given.number(axes.length + place)};
      }
    }
    return new ResizeLayer.Axis(
        (int) size[0],
        size[1],
        roi[0],
        roi[1],
        interpolation,
        coordinates,
        nearest,
        attributes.number("cubic_coeff_a", -0.75),
        attributes.flag("exclude_outside"),
        attributes.number("extrapolation_value", 0),
        attributes.flag("antialias"));
  }
}
