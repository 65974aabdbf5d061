package dev.convoy.ml;

import dev.convoy.network.PreparedNetwork;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;

/**
 * What can be set on a {@link ConvoyFeaturizer}. Spark ML finds parameters by their public methods;
 * what they mean stands in {@link #explainParams()}.
 */
public abstract class FeaturizerParams extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private static final int LARGEST_BATCH = 1 << 16;
  private static final int LARGEST_SIDE = 1 << 20;

  private final String uid;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> errorCol;
  private final Param<String> onBadImage;
  private final Param<String> model;
  private final Param<String> tap;
  private final Param<String> preprocess;
  private final Param<String> weights;
  private final Param<String> algorithm;
  private final IntParam height;
  private final IntParam width;
  private final Param<String> kernels;
  private final IntParam batchSize;
  private final LongParam maxPixels;

  FeaturizerParams(String uid) {
    this.uid = uid;
    this.inputCol =
        text("inputCol", "column of images: BINARY (JPEG or PNG files), or Spark's image struct");
    this.outputCol = text("outputCol", "new column: a vector of features for each image");
    this.errorCol =
        text(
            "errorCol",
            "new column with onBadImage=reject: why a row has no features; outputCol + _error if"
                + " not set");
    this.onBadImage =
        word(
            "onBadImage",
            "fail: the first image that cannot be used ends the query; reject: its features are"
                + " null and errorCol says why; null: its features are null",
            BadImages.words());
    this.model = text("model", "path of a network: .onnx or .yaml, on any Hadoop file system");
    this.tap = text("tap", "the layer whose output becomes features; beforeClassifier is one");
    this.preprocess =
        text(
            "preprocess",
            "as in a job file: a preset such as imagenet, or {resize: 256, crop: 224, ...}; the"
                + " network file's own if empty");
    this.weights =
        text("weights", "path of other weights, or {seed: N}; the network file's own if empty");
    this.algorithm =
        word(
            "algorithm",
            "of convolutions: fast, or direct, which rounds less; the network file's own if empty",
            List.of("", "fast", "direct"));
    this.height = size("height", "rows of images, where an .onnx file leaves them open; else 0");
    this.width = size("width", "columns of images, likewise");
    this.kernels =
        word(
            "kernels",
            "auto, vector or scalar: the same features at other speeds",
            PreparedNetwork.KERNEL_NAMES);
    this.batchSize =
        new IntParam(
            uid,
            "batchSize",
            "images per call of the network, at most; a task holds as many rows",
            ParamValidators.inRange(1, LARGEST_BATCH));
    this.maxPixels =
        new LongParam(
            uid, "maxPixels", "larger images count as bad, undecoded", ParamValidators.gt(0));
    setDefault(outputCol, "features");
    setDefault(onBadImage, BadImages.FAIL.word());
    setDefault(tap, ModelSettings.TAP);
    setDefault(preprocess, "");
    setDefault(weights, "");
    setDefault(algorithm, "");
    setDefault(height, 0);
    setDefault(width, 0);
    setDefault(kernels, ExtractorSettings.KERNELS);
    setDefault(batchSize, 16);
    setDefault(maxPixels, ExtractorSettings.MAX_PIXELS);
  }

  private Param<String> text(String name, String meaning) {
    return new Param<>(uid, name, meaning);
  }

  private Param<String> word(String name, String meaning, List<String> words) {
    return new Param<>(uid, name, meaning, ParamValidators.inArray(words));
  }

  private IntParam size(String name, String meaning) {
    return new IntParam(uid, name, meaning, ParamValidators.inRange(0, LARGEST_SIDE));
  }

  /** What a query runs; {@code model} is set. */
  final ModelSettings modelSettings() {
    return new ModelSettings(
        getModel(),
        getTap(),
        getPreprocess(),
        getWeights(),
        getAlgorithm(),
        getHeight(),
        getWidth());
  }

  /** How executors run it. */
  final ExtractorSettings extractorSettings() {
    return new ExtractorSettings(getKernels(), getMaxPixels(), getBatchSize());
  }

  @Override
  public final String uid() {
    return uid;
  }

  public final Param<String> inputCol() {
    return inputCol;
  }

  public final String getInputCol() {
    return $(inputCol);
  }

  public final Param<String> outputCol() {
    return outputCol;
  }

  public final String getOutputCol() {
    return $(outputCol);
  }

  public final Param<String> errorCol() {
    return errorCol;
  }

  /** What was set, or made from {@code outputCol}. */
  public final String getErrorCol() {
    return isDefined(errorCol) ? $(errorCol) : getOutputCol() + "_error";
  }

  public final Param<String> onBadImage() {
    return onBadImage;
  }

  public final String getOnBadImage() {
    return $(onBadImage);
  }

  public final Param<String> model() {
    return model;
  }

  public final String getModel() {
    return $(model);
  }

  public final Param<String> tap() {
    return tap;
  }

  public final String getTap() {
    return $(tap);
  }

  public final Param<String> preprocess() {
    return preprocess;
  }

  public final String getPreprocess() {
    return $(preprocess);
  }

  public final Param<String> weights() {
    return weights;
  }

  public final String getWeights() {
    return $(weights);
  }

  public final Param<String> algorithm() {
    return algorithm;
  }

  public final String getAlgorithm() {
    return $(algorithm);
  }

  public final IntParam height() {
    return height;
  }

  public final int getHeight() {
    return (int) $(height);
  }

  public final IntParam width() {
    return width;
  }

  public final int getWidth() {
    return (int) $(width);
  }

  public final Param<String> kernels() {
    return kernels;
  }

  public final String getKernels() {
    return $(kernels);
  }

  public final IntParam batchSize() {
    return batchSize;
  }

  public final int getBatchSize() {
    return (int) $(batchSize);
  }

  public final LongParam maxPixels() {
    return maxPixels;
  }

  public final long getMaxPixels() {
    return (long) $(maxPixels);
  }
}
