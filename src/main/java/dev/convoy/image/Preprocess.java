package dev.convoy.image;

import dev.convoy.config.ConfigNode;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What happens to a decoded picture before a network sees it, as written under {@code preprocess}:
 * resize, centre crop, then one number per sample. A {@link Preset} gives all of it a name.
 *
 * <pre>
 *   preprocess: imagenet              # a preset, or:
 *
 *   preprocess:
 *     preset: imagenet                # what holds for the keys below that are not there
 *     resize: 256                     # shorter side, or [height, width]; default: as it is
 *     crop:   224                     # or [height, width]; default: none; see {@link CenterCrop}
 *     scale:  1/255                   # the default
 *     mean:   [0.485, 0.456, 0.406]   # per channel, or one number; default 0
 *     std:    [0.229, 0.224, 0.225]   # per channel, or one number; default 1
 *     channels: BGR                   # order in which the network takes them; default RGB
 *
 *   value = (float32(sample * scale) - float32(mean)) / float32(std)
 * </pre>
 *
 * <p>The product is rounded once, from float64; difference and quotient are float32 steps. So the
 * default gives the floats of torchvision's {@code ToTensor}, and mean and std those of its {@code
 * Normalize}. Mean and std are in the network's order of channels. A sample has 256 values: the
 * results are looked up, and equal on every machine.
 *
 * <p>Immutable and serializable; any number of threads may share one.
 */
public final class Preprocess implements Serializable {
  private static final long serialVersionUID = 1;

  private static final int SAMPLE_VALUES = 256;
  private static final String STAGE = "preprocess";

  /** A resize beyond this many pixels, which only slivers of pictures ask for, is refused. */
  private static final long MOST_RESIZED = 1L << 28;

  /** Samples times 1/255, no change of size: what holds where nothing is written. */
  public static final Preprocess STANDARD =
      new Preprocess(Preset.NONE, TargetSize.AS_IS, TargetSize.AS_IS, Numbers.of(Preset.NONE));

  /** How a sample becomes a number; {@code mean} and {@code std} have 1 number or 3. */
  private record Numbers(double scale, List<Double> mean, List<Double> std, ChannelOrder order)
      implements Serializable {
    static Numbers of(Preset preset) {
      return new Numbers(preset.scale(), preset.mean(), preset.std(), preset.order());
    }
  }

  private final Preset cropped; // the preset whose crop this is, or NONE
  private final TargetSize resize;
  private final TargetSize crop;
  private final Numbers numbers;
  private final float[][] values; // [the network's channel, or 1 for all][sample]

  private Preprocess(Preset cropped, TargetSize resize, TargetSize crop, Numbers numbers) {
    this.cropped = cropped;
    this.resize = resize;
    this.crop = crop;
    this.numbers = numbers;
    int tables = Math.max(numbers.mean.size(), numbers.std.size());
    this.values = new float[tables][SAMPLE_VALUES];
    for (int channel = 0; channel < tables; channel++) {
      float channelMean = (float) at(numbers.mean, channel);
      float channelStd = (float) at(numbers.std, channel);
      for (int sample = 0; sample < SAMPLE_VALUES; sample++) {
        values[channel][sample] = ((float) (sample * numbers.scale) - channelMean) / channelStd;
      }
    }
  }

  private static double at(List<Double> perChannel, int channel) {
    return perChannel.get(perChannel.size() == 1 ? 0 : channel);
  }

  /**
   * Reads what stands under {@code preprocess}: the name of a preset, or a mapping.
   *
   * @throws dev.convoy.config.ConfigException naming file, line and key, where a key is unknown or
   *     a value is not what the table above allows
   */
  public static Preprocess from(ConfigNode node) {
    if (node.isScalar()) {
      Preset preset = Preset.named(node);
      return new Preprocess(preset, preset.resize(), preset.crop(), Numbers.of(preset));
    }
    node.onlyKeys("preset", "resize", "crop", "scale", "mean", "std", "channels");
    Preset preset = node.find("preset").map(Preset::named).orElse(Preset.NONE);
    Preprocess read =
        new Preprocess(
            node.find("crop").isPresent() ? Preset.NONE : preset,
            node.find("resize").map(TargetSize::resizeFrom).orElse(preset.resize()),
            node.find("crop").map(TargetSize::cropFrom).orElse(preset.crop()),
            numbers(node, preset));
    for (float[] channel : read.values) {
      if (!Float.isFinite(channel[0]) || !Float.isFinite(channel[SAMPLE_VALUES - 1])) {
        throw node.error("found %s, which gives numbers beyond float32", read.describe());
      }
    }
    return read;
  }

  private static Numbers numbers(ConfigNode node, Preset preset) {
    List<Double> std = node.find("std").map(Preprocess::perChannel).orElse(preset.std());
    if (!std.stream()
        .map(Double::floatValue)
        .allMatch(value -> value > 0 && Float.isFinite(value))) {
      throw node.get("std").error("found %s, needed float32 numbers above 0", words(std));
    }
    return new Numbers(
        node.find("scale").map(Preprocess::scale).orElse(preset.scale()),
        node.find("mean").map(Preprocess::perChannel).orElse(preset.mean()),
        std,
        node.find("channels")
            .map(word -> ChannelOrder.valueOf(word.oneOf("RGB", "BGR")))
            .orElse(preset.order()));
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
    Check.that(
        numbers.order == ChannelOrder.RGB || wanted.c() == 3,
        "preprocess: channels: BGR needs 3 channels, the network takes %s (%s)",
        wanted.c(),
        wanted);
    TargetSize last = crop.rule() == TargetSize.Rule.AS_IS ? resize : crop;
    boolean fits =
        last.rule() != TargetSize.Rule.EXACT || (last.h() == wanted.h() && last.w() == wanted.w());
    Check.that(
        fits,
        "preprocess: %spictures become %s x %s, the network takes %s x %s; %s",
        last == crop && cropped != Preset.NONE ? "with preset " + cropped.word() + " " : "",
        last.h(),
        last.w(),
        wanted.h(),
        wanted.w(),
        fits ? "" : correction(last, wanted));
  }

  private String correction(TargetSize last, Shape wanted) {
    if (last == resize) {
      return "correct resize";
    }
    return cropped == Preset.NONE
        ? "correct crop"
        : "write " + cropped.writtenFor(wanted.h(), wanted.w());
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
    checkComesOut(picture, wanted);
    Pixels ready = sized(picture);
    lookUp(ready, out, outAt);
  }

  /** Before anything is resized: a sliver's rows can be a thousand times the network's input. */
  private void checkComesOut(Pixels picture, Shape wanted) throws BadImageException {
    boolean cropped = crop.rule() != TargetSize.Rule.AS_IS;
    long h = cropped ? crop.h() : resize.rowsFor(picture.h(), picture.w());
    long w = cropped ? crop.w() : resize.columnsFor(picture.h(), picture.w());
    if (h != wanted.h() || w != wanted.w()) {
      throw bad(
          "picture is %s x %s after preprocessing, the network takes %s x %s;"
              + " add preprocess.resize / crop to the network or job file",
          h, w, wanted.h(), wanted.w());
    }
  }

  /**
   * Reads {@code resize} and {@code crop} alone.
   *
   * @param node a mapping; other keys in it are another's business
   */
  public static Preprocess sizesFrom(ConfigNode node) {
    return new Preprocess(
        Preset.NONE,
        node.find("resize").map(TargetSize::resizeFrom).orElse(TargetSize.AS_IS),
        node.find("crop").map(TargetSize::cropFrom).orElse(TargetSize.AS_IS),
        Numbers.of(Preset.NONE));
  }

  /** Rows and columns that every picture comes out with; empty where they depend on it. */
  public Optional<int[]> fixedSize() {
    TargetSize last = crop.rule() == TargetSize.Rule.AS_IS ? resize : crop;
    return last.rule() == TargetSize.Rule.EXACT
        ? Optional.of(new int[] {last.h(), last.w()})
        : Optional.empty();
  }

  /** Resize and crop in one line. */
  public String describeSizes() {
    return "resize " + resize + ", crop " + crop;
  }

  /**
   * The numbers of a picture that was resized and cropped before.
   *
   * @param sized of the network's size
   * @param out float32, from outAt on: set
   */
  public void numbersOf(Pixels sized, Shape wanted, float[] out, int outAt)
      throws BadImageException {
    if (!Shape.of(sized.h(), sized.w(), sized.c()).equals(wanted)) {
      throw bad(
          "picture is [%s, %s, %s], the network takes %s", sized.h(), sized.w(), sized.c(), wanted);
    }
    lookUp(sized, out, outAt);
  }

  /**
   * The picture after resize and crop, before its samples become numbers.
   *
   * @throws BadImageException stage {@code preprocess}, if it is too long for its width
   */
  public Pixels sized(Pixels picture) throws BadImageException {
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
    if (picture.c() == 3) {
      lookUpColours(picture.data(), out, outAt);
      return;
    }
    byte[] samples = picture.data();
    for (int i = 0; i < samples.length; i++) {
      out[outAt + i] = values[0][samples[i] & 0xFF];
    }
  }

  private void lookUpColours(byte[] samples, float[] out, int outAt) {
    float[] values0 = values[0];
    float[] values1 = values[values.length == 1 ? 0 : 1];
    float[] values2 = values[values.length == 1 ? 0 : 2];
    int from0 = numbers.order.sampleOf(0, 3);
    int from2 = numbers.order.sampleOf(2, 3);
    for (int i = 0, to = outAt; i < samples.length; i += 3, to += 3) {
      out[to] = values0[samples[i + from0] & 0xFF];
      out[to + 1] = values1[samples[i + 1] & 0xFF];
      out[to + 2] = values2[samples[i + from2] & 0xFF];
    }
  }

  /** One line with every setting, the same for the same settings: for manifests. */
  public String describe() {
    return describeSizes()
        + ", scale "
        + numbers.scale
        + ", mean "
        + words(numbers.mean)
        + ", std "
        + words(numbers.std)
        + (numbers.order == ChannelOrder.RGB ? "" : ", channels " + numbers.order);
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
