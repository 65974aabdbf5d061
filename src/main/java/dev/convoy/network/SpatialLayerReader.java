package dev.convoy.network;

import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import dev.convoy.config.ConfigNode;
import dev.convoy.network.layer.ConvTranspose2dLayer;
import dev.convoy.network.layer.GroupNormLayer;
import dev.convoy.network.layer.InstanceNormLayer;
import dev.convoy.network.layer.Layer;
import dev.convoy.network.layer.LayerNormLayer;
import dev.convoy.network.layer.LocalResponseNormLayer;
import dev.convoy.network.layer.Pad2dLayer;
import dev.convoy.network.layer.PadLayer;
import dev.convoy.network.layer.PermuteLayer;
import dev.convoy.network.layer.ResizeLayer;
import dev.convoy.network.layer.ResizeLayer.Coordinates;
import dev.convoy.network.layer.ResizeLayer.Interpolation;
import dev.convoy.network.layer.ResizeLayer.Nearest;
import dev.convoy.network.layer.SliceLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Reads layers of a network file that move, resample or normalise values. */
final class SpatialLayerReader {
  private static final int LARGEST = 1 << 20;
  private static final int MOST_AXES = 8;

  private SpatialLayerReader() {}

  static Layer permute(ConfigNode node) {
    return new PermuteLayer(integers(node.get("axes"), 0, MOST_AXES));
  }

  static Layer slice(ConfigNode node) {
    List<Integer> start = integers(node.get("start"), 0, LARGEST);
    List<Integer> count = integers(node.get("count"), 1, LARGEST);
    List<Integer> step =
        node.find("step")
            .map(s -> integers(s, -LARGEST, LARGEST))
            .orElse(Collections.nCopies(start.size(), 1));
    if (count.size() != start.size() || step.size() != start.size()) {
      throw node.get("count").error("needs one number for each axis, as \"start\" has");
    }
    List<SliceLayer.Range> ranges = new ArrayList<>();
    for (int axis = 0; axis < start.size(); axis++) {
      if (step.get(axis) == 0) {
        throw node.get("step").error("found 0, needed a step up or down");
      }
      ranges.add(new SliceLayer.Range(start.get(axis), step.get(axis), count.get(axis)));
    }
    return new SliceLayer(ranges);
  }

  /** A frame of one value has an operator of its own, which is older and as fast. */
  static Layer pad2d(ConfigNode node) {
    Padding pad = LayerReader.padding(node.get("pad"));
    String mode =
        node.find("mode").map(m -> m.oneOf("constant", "edge", "reflect")).orElse("constant");
    if (mode.equals("constant")) {
      float value = node.find("value").map(v -> (float) v.number()).orElse(0f);
      return new Pad2dLayer(pad, value);
    }
    if (node.find("value").isPresent()) {
      throw node.get("value").error("is for \"mode: constant\", this mode is \"%s\"", mode);
    }
    List<PadLayer.Ends> ends =
        List.of(
            new PadLayer.Ends(pad.top(), pad.bottom()),
            new PadLayer.Ends(pad.left(), pad.right()),
            PadLayer.Ends.NONE);
    PadLayer.Mode chosen = mode.equals("edge") ? PadLayer.Mode.EDGE : PadLayer.Mode.REFLECT;
    return new PadLayer(ends, chosen, 0f);
  }

  /** As PyTorch resizes; ONNX files have more choices. */
  static Layer resize(ConfigNode node) {
    boolean sized = node.find("size").isPresent();
    if (sized == node.find("scale").isPresent()) {
      throw node.error("needs either \"size\" or \"scale\"");
    }
    int[] size = node.find("size").map(LayerReader::pair).orElse(new int[] {0, 0});
    double[] scale = node.find("scale").map(SpatialLayerReader::scales).orElse(new double[2]);
    Interpolation interpolation =
        switch (node.find("interpolation")
            .map(word -> word.oneOf("nearest", "linear", "cubic"))
            .orElse("nearest")) {
          case "linear" -> Interpolation.LINEAR;
          case "cubic" -> Interpolation.CUBIC;
          default -> Interpolation.NEAREST;
        };
    boolean copies = interpolation == Interpolation.NEAREST;
    Coordinates coordinates =
        switch (node.find("coordinates")
            .map(word -> word.oneOf("halfPixel", "alignCorners", "asymmetric"))
            .orElse(copies ? "asymmetric" : "halfPixel")) {
          case "halfPixel" -> Coordinates.HALF_PIXEL;
          case "alignCorners" -> Coordinates.ALIGN_CORNERS;
          default -> Coordinates.ASYMMETRIC;
        };
    boolean antialias = node.find("antialias").map(ConfigNode::bool).orElse(false);
    if (antialias && copies) {
      throw node.get("antialias").error("needs \"interpolation: linear\" or \"cubic\"");
    }
    Nearest nearest =
        coordinates == Coordinates.ASYMMETRIC ? Nearest.FLOOR : Nearest.ROUND_PREFER_FLOOR;
    double cubicA = antialias ? -0.5 : -0.75;
    ResizeLayer.Axis[] axes = new ResizeLayer.Axis[2];
    for (int i = 0; i < axes.length; i++) {
      axes[i] =
          new ResizeLayer.Axis(
              size[i],
              scale[i],
              0,
              1,
              interpolation,
              coordinates,
              nearest,
              cubicA,
              antialias,
              0,
              antialias);
    }
    return new ResizeLayer(axes[0], axes[1]);
  }

  private static double[] scales(ConfigNode node) {
    List<ConfigNode> values = node.listOrSingle();
    if (values.isEmpty() || values.size() > 2) {
      throw node.error("found a list of %s, needed one number or [high, wide]", values.size());
    }
    double[] scales = {values.get(0).number(), values.get(values.size() - 1).number()};
    for (double scale : scales) {
      if (!(scale > 0 && scale < LARGEST)) {
        throw node.error("found %s, needed a number above 0", scale);
      }
    }
    return scales;
  }

  static Layer convTranspose2d(ConfigNode node) {
    Window window = LayerReader.window(node, LayerReader.pair(node.get("filter")), 1, 1);
    Padding pad = node.find("pad").map(LayerReader::padding).orElse(Padding.NONE);
    List<Integer> extra = List.of(0);
    if (node.find("extra").isPresent()) {
      extra = integers(node.get("extra"), 0, LARGEST);
      if (extra.isEmpty() || extra.size() > 2) {
        throw node.get("extra").error("needed one number or [high, wide]");
      }
    }
    return new ConvTranspose2dLayer(
        LayerReader.size(node.get("outC")),
        window,
        pad,
        extra.get(0),
        extra.get(extra.size() - 1),
        node.find("groups").map(LayerReader::size).orElse(1),
        node.find("bias").map(ConfigNode::bool).orElse(true));
  }

  static Layer localResponseNorm(ConfigNode node) {
    return new LocalResponseNormLayer(
        LayerReader.size(node.get("size")),
        number(node, "alpha", 1e-4),
        number(node, "beta", 0.75),
        number(node, "offset", 1));
  }

  private static float number(ConfigNode node, String key, double otherwise) {
    return (float) (double) node.find(key).map(ConfigNode::number).orElse(otherwise);
  }

  static Layer layerNorm(ConfigNode node) {
    int axes = node.find("axes").map(a -> a.integer(1, MOST_AXES)).orElse(1);
    return new LayerNormLayer(axes, epsilon(node));
  }

  static Layer groupNorm(ConfigNode node) {
    return new GroupNormLayer(LayerReader.size(node.get("groups")), epsilon(node));
  }

  static Layer instanceNorm(ConfigNode node) {
    return new InstanceNormLayer(epsilon(node));
  }

  private static double epsilon(ConfigNode node) {
    return node.find("epsilon").map(ConfigNode::number).orElse(1e-5);
  }

  private static List<Integer> integers(ConfigNode node, int least, int most) {
    return node.listOrSingle().stream().map(value -> value.integer(least, most)).toList();
  }
}
