package dev.convoy.image;

import dev.convoy.config.ConfigNode;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What happens to a decoded picture before a network sees it, as written under {@code preprocess}:
 * resize, centre crop, then one number per sample.
 *
 * <pre>
 *   preprocess:
 *     resize: 256                     # shorter side, or [height, width]; default: as it is
 *     crop:   224                     # or [height, width]; default: none; see {@link CenterCrop}
 *     scale:  1/255                   # the default
 *     mean:   [0.485, 0.456, 0.406]   # per channel, or one number; default 0
 *     std:    [0.229, 0.224, 0.225]   # per channel, or one number; default 1
 *
 *   value = (float32(sample * scale) - float32(mean)) / float32(std)
 * </pre>
 *
 * <p>The product is rounded once, from float64; difference and quotient are float32 steps. So the
 * default gives the floats of torchvision's {@code ToTensor}, and mean and std those of its {@code
 * Normalize}. A sample has 256 values: the results are looked up, and equal on every machine.
 *
 * <p>Immutable and serializable; any number of threads may share one.
 */
public final class Preprocess implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int SAMPLE_VALUES = 256;
  private static final double DEFAULT_SCALE = 1.0 / 255;
  private static final String STAGE = "preprocess";

  /** A resize beyond this many pixels, which only slivers of pictures ask for, is refused. */
  private static final long MOST_RESIZED = 1L << 28;

  /** Samples times 1/255, no change of size: what holds where nothing is written. */
  public static final Preprocess STANDARD =
      new Preprocess(TargetSize.AS_IS, TargetSize.AS_IS, DEFAULT_SCALE, List.of(0.0), List.of(1.0));

  private final TargetSize resize;
  private final TargetSize crop;
  private final double scale;
  private final List<Double> mean;
  private final List<Double> std;
  private final float[][] values; // [channel, or 1 for all][sample]

  private Preprocess(
      TargetSize resize, TargetSize crop, double scale, List<Double> mean, List<Double> std) {
    this.resize = resize;
    this.crop = crop;
    this.scale = scale;
    this.mean = List.copyOf(mean);
    this.std = List.copyOf(std);
    this.values = new float[Math.max(mean.size(), std.size())][SAMPLE_VALUES];
    for (int channel = 0; channel < values.length; channel++) {
      float channelMean = (float) at(mean, channel);
      float channelStd = (float) at(std, channel);
      for (int sample = 0; sample < SAMPLE_VALUES; sample++) {
        values[channel][sample] = ((float) (sample * scale) - channelMean) / channelStd;
      }
    }
  }

  private static double at(List<Double> perChannel, int channel) {
    return perChannel.get(perChannel.size() == 1 ? 0 : channel);
  }

  /**
   * Reads the mapping under {@code preprocess}.
   *
   * @throws dev.convoy.config.ConfigException naming file, line and key, where a key is unknown or
   *     a value is not what the table above allows
   */
  public static Preprocess from(ConfigNode node) {
    node.onlyKeys("resize", "crop", "scale", "mean", "std");
    List<Double> mean = node.find("mean").map(Preprocess::perChannel).orElse(List.of(0.0));
    List<Double> std = node.find("std").map(Preprocess::perChannel).orElse(List.of(1.0));
    if (!std.stream()
        .map(Double::floatValue)
        .allMatch(value -> value > 0 && Float.isFinite(value))) {
      throw node.get("std").error("found %s, needed float32 numbers above 0", words(std));
    }
    Preprocess read =
        new Preprocess(
            node.find("resize").map(TargetSize::resizeFrom).orElse(TargetSize.AS_IS),
            node.find("crop").map(TargetSize::cropFrom).orElse(TargetSize.AS_IS),
            node.find("scale").map(Preprocess::scale).orElse(DEFAULT_SCALE),
            mean,
            std);
    for (float[] channel : read.values) {
      if (!Float.isFinite(channel[0]) || !Float.isFinite(channel[SAMPLE_VALUES - 1])) {
        throw node.error("found %s, which gives numbers beyond float32", read.describe());
      }
    }
    return read;
  }

  private static double scale(ConfigNode node) {
    double scale = node.number();
    if (scale == 0) {
      throw node.error("found 0, needed a number that is not 0; 1/255 gives values from 0 to 1");
    }
    return scale;
  }

  private static List<Double> perChannel(ConfigNode node) {
    List<Double> numbers =
        node.listOrSingle().stream().map(ConfigNode::number).collect(Collectors.toList());
    if (numbers.size() != 1 && numbers.size() != 3) {
      throw node.error(
          "found a list of %s, needed one number, or 3 for RGB pictures", numbers.size());
    }
    return numbers;
  }

  /**
   * Checks, before any picture is read, what can be known: numbers per channel, and the size where
   * crop or an exact resize fixes it.
   *
   * @param wanted the network's input, {@code [h, w, c]}
   * @throws IllegalArgumentException saying what is written and what the network takes
   */
  public void checkFits(Shape wanted) {
    Check.that(wanted.rank() == 3, "preprocess: the network takes %s, needs [h, w, c]", wanted);
    Check.that(
        values.length == 1 || values.length == wanted.c(),
        "preprocess: mean or std has %s numbers, the network takes %s channels (%s)",
        values.length,
        wanted.c(),
        wanted);
    TargetSize last = crop.rule() == TargetSize.Rule.AS_IS ? resize : crop;
    Check.that(
        last.rule() != TargetSize.Rule.EXACT || (last.h() == wanted.h() && last.w() == wanted.w()),
        "preprocess: pictures become %s x %s, the network takes %s x %s; correct %s",
        last.h(),
        last.w(),
        wanted.h(),
        wanted.w(),
        last == crop ? "crop" : "resize");
  }

  /**
   * Turns one picture into the numbers of one network input.
   *
   * <pre>
   *   picture  uint8 [any h, any w, c]
   *   out      float32, [h, w, c] from outAt on: set
   * </pre>
   *
   * @param wanted the network's input, {@code [h, w, c]}
   * @throws BadImageException stage {@code preprocess}, if the picture does not come out at that
   *     size
   * @throws IllegalArgumentException if {@code c} is not the picture's, mean or std have another
   *     number of channels, or {@code out} is too short
   */
  public void apply(Pixels picture, Shape wanted, float[] out, int outAt) throws BadImageException {
    Check.that(
        wanted.rank() == 3 && wanted.c() == picture.c(),
        "preprocess: picture [%s, %s, %s], the network takes %s; decode to its channels",
        picture.h(),
        picture.w(),
        picture.c(),
        wanted);
    Check.that(
        values.length == 1 || values.length == wanted.c(),
        "preprocess: mean or std has %s numbers, the network takes %s channels",
        values.length,
        wanted.c());
    Check.that(outAt >= 0, "preprocess: outAt is %s", outAt);
    Check.length("preprocess out", out, outAt + wanted.count());
    Pixels ready = sized(picture);
    if (ready.h() != wanted.h() || ready.w() != wanted.w()) {
      throw bad(
          "picture is %s x %s after preprocessing, the network takes %s x %s;"
              + " add preprocess.resize / crop to the network or job file",
          ready.h(), ready.w(), wanted.h(), wanted.w());
    }
    lookUp(ready, out, outAt);
  }

  /** The picture after resize and crop, before its samples become numbers. */
  Pixels sized(Pixels picture) throws BadImageException {
    long h = resize.rowsFor(picture.h(), picture.w());
    long w = resize.columnsFor(picture.h(), picture.w());
    boolean same = h == picture.h() && w == picture.w();
    if (!same && Math.max(h, picture.h()) > MOST_RESIZED / w) {
      throw bad(
          "picture of %s x %s would be resized to %s x %s; it is too long for its width",
          picture.h(), picture.w(), h, w);
    }
    if (crop.rule() == TargetSize.Rule.AS_IS) {
      return Resize.to(picture, (int) h, (int) w);
    }
    if (same || crop.h() > h || crop.w() > w) {
      return CenterCrop.to(Resize.to(picture, (int) h, (int) w), crop.h(), crop.w());
    }
    int top = CenterCrop.begin((int) h, crop.h());
    int left = CenterCrop.begin((int) w, crop.w());
    Resize.Window window = new Resize.Window(top, left, crop.h(), crop.w());
    return Resize.window(picture, (int) h, (int) w, window);
  }

  private void lookUp(Pixels picture, float[] out, int outAt) {
    byte[] samples = picture.data();
    int channels = values.length;
    for (int channel = 0; channel < channels; channel++) {
      float[] table = values[channel];
      for (int i = channel; i < samples.length; i += channels) {
        out[outAt + i] = table[samples[i] & 0xFF];
      }
    }
  }

  /** One line with every setting, the same for the same settings: for manifests. */
  public String describe() {
    return "resize "
        + resize
        + ", crop "
        + crop
        + ", scale "
        + scale
        + ", mean "
        + words(mean)
        + ", std "
        + words(std);
  }

  private static String words(List<Double> perChannel) {
    return perChannel.size() == 1 ? perChannel.get(0).toString() : perChannel.toString();
  }

  private static BadImageException bad(String reason, Object... values) {
    return new BadImageException(STAGE, String.format(Locale.ROOT, reason, values));
  }

  @Override
  public String toString() {
    return describe();
  }
}
