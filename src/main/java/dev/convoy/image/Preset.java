package dev.convoy.image;

import dev.convoy.config.ConfigNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Settings of {@link Preprocess} under one name: how large families of networks were trained.
 *
 * @see <a href="https://pytorch.org/vision/stable/models.html">torchvision: imagenet</a>
 * @see <a
 *     href="https://github.com/keras-team/keras/blob/v2.11.0/keras/applications/imagenet_utils.py">
 *     Keras: torch, tf and caffe</a>
 */
enum Preset {
  /** None was named: {@link Preprocess#STANDARD}. */
  NONE("", 1.0 / 255, List.of(0.0), List.of(1.0), ChannelOrder.RGB),

  /** Of torchvision, and of most networks exported from PyTorch. */
  IMAGENET(
      "imagenet",
      1.0 / 255,
      List.of(0.485, 0.456, 0.406),
      List.of(0.229, 0.224, 0.225),
      ChannelOrder.RGB),

  /** {@code sample / 127.5 - 1}. */
  MINUS_ONE_TO_ONE("minusOneToOne", 1 / 127.5, List.of(1.0), List.of(1.0), ChannelOrder.RGB),

  /** {@code sample / 255}. */
  ZERO_TO_ONE("zeroToOne", 1.0 / 255, List.of(0.0), List.of(1.0), ChannelOrder.RGB),

  /** Blue first; the mean colour of ImageNet is subtracted, nothing is scaled. */
  CAFFE("caffe", 1, List.of(103.939, 116.779, 123.68), List.of(1.0), ChannelOrder.BGR);

  /** What {@link #IMAGENET} resizes to and crops. */
  private static final TargetSize SHORTER_SIDE =
      new TargetSize(TargetSize.Rule.SHORTER_SIDE, 256, 0);

  private static final TargetSize CROP = new TargetSize(TargetSize.Rule.EXACT, 224, 224);

  private final String word;
  private final double scale;
  private final List<Double> mean;
  private final List<Double> std;
  private final ChannelOrder order;

  Preset(String word, double scale, List<Double> mean, List<Double> std, ChannelOrder order) {
    this.word = word;
    this.scale = scale;
    this.mean = mean;
    this.std = std;
    this.order = order;
  }

  /** The preset that a file names. */
  static Preset named(ConfigNode node) {
    List<Preset> presets = Arrays.stream(values()).filter(preset -> preset != NONE).toList();
    String word = node.oneOf(presets.stream().map(Preset::word).collect(Collectors.toList()));
    return presets.stream().filter(preset -> preset.word.equals(word)).findFirst().orElseThrow();
  }

  String word() {
    return word;
  }

  TargetSize resize() {
    return this == IMAGENET ? SHORTER_SIDE : TargetSize.AS_IS;
  }

  TargetSize crop() {
    return this == IMAGENET ? CROP : TargetSize.AS_IS;
  }

  double scale() {
    return scale;
  }

  List<Double> mean() {
    return mean;
  }

  List<Double> std() {
    return std;
  }

  ChannelOrder order() {
    return order;
  }

  /**
   * What to write for a network of {@code h} x {@code w}, with the share of the picture that the
   * preset leaves at the border: {@code {preset: imagenet, resize: 342, crop: 299}}.
   */
  String writtenFor(int h, int w) {
    long shorter = Math.round((double) Math.max(h, w) * resize().h() / crop().h());
    String size = h == w ? Integer.toString(h) : "[" + h + ", " + w + "]";
    return "{preset: " + word + ", resize: " + shorter + ", crop: " + size + "}";
  }
}
