package dev.convoy.job;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.config.NearestName;
import dev.convoy.image.Preprocess;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkFile;
import dev.convoy.onnx.reader.OnnxReader;
import dev.convoy.onnx.reader.ReadOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A network, and how images are prepared for it: the job file's {@code weights} and {@code
 * preprocess} if it has any, the network file's otherwise.
 */
public record NetworkSetup(Network network, Preprocess preprocess) {
  /** The size of images, for networks that leave it open. */
  public static final List<String> IMAGE_SIZE = List.of("height", "width");

  private static final int LARGEST_SIDE = 1 << 20;

  /** The keys that say which network a job runs; {@link #preprocessKey} and sizes apart. */
  public static List<JobKey> keys() {
    return List.of(
        new JobKey("network", "path", "required", "network file: .yaml, or .onnx from elsewhere"),
        new JobKey("weights", "path | {seed: N}", "the network's", "other weights for it"),
        new JobKey(
            "algorithm", "fast | direct", "the network's", "of convolutions; direct rounds less"),
        new JobKey(
            "input.height", "whole number", "the network's", "rows, where .onnx leaves open"),
        new JobKey("input.width", "whole number", "the network's", "columns, likewise"));
  }

  /** How images become the network's input. */
  public static JobKey preprocessKey() {
    return new JobKey(
        "preprocess",
        "preset | mapping",
        "the network's",
        "how images are prepared: imagenet, minusOneToOne, ..., or resize, crop, scale, mean, std");
  }

  /**
   * Reads what a job file says about its network.
   *
   * @throws ConfigException where anything is missing, unknown or does not fit
   */
  public static NetworkSetup read(ConfigNode job, HadoopFiles files) {
    ConfigNode key = job.get("network");
    boolean onnx = key.string().toLowerCase(Locale.ROOT).endsWith(".onnx");
    NetworkSetup setup = onnx ? fromOnnx(job, files) : fromYaml(job, files);
    try {
      setup.preprocess.checkFits(setup.network.inputShape());
    } catch (IllegalArgumentException e) {
      throw job.find("preprocess").orElse(key).error("%s", e.getMessage());
    }
    return setup;
  }

  private static NetworkSetup fromYaml(ConfigNode job, HadoopFiles files) {
    ConfigNode key = job.get("network");
    String file = key.string();
    ConfigNode written = ConfigReader.read(files.text(key), file);
    ConfigNode yaml = job.find("algorithm").map(a -> written.with("algorithm", a)).orElse(written);
    for (String size : IMAGE_SIZE) {
      imageSize(job, size)
          .ifPresent(
              node -> {
                throw node.error("%s says the size itself, with \"input\"", file);
              });
    }
    Optional<ConfigNode> weights = job.find("weights");
    Network network =
        weights.isPresent()
            ? NetworkFile.read(yaml.with("weights", weights.get()), files::openFile)
            : NetworkFile.read(yaml, named -> files.openBeside(file, named));
    Preprocess preprocess =
        job.find("preprocess")
            .or(() -> NetworkFile.preprocess(yaml))
            .map(Preprocess::from)
            .orElse(Preprocess.STANDARD);
    return new NetworkSetup(network, preprocess);
  }

  private static NetworkSetup fromOnnx(ConfigNode job, HadoopFiles files) {
    ConfigNode key = job.get("network");
    ReadOptions options =
        new ReadOptions(
            imageSize(job, "height").map(node -> node.integer(1, LARGEST_SIDE)).orElse(0),
            imageSize(job, "width").map(node -> node.integer(1, LARGEST_SIDE)).orElse(0),
            NetworkFile.algorithm(job));
    Network network;
    try {
      network = OnnxReader.read(HadoopModelFiles.find(key.string(), files), options);
    } catch (IOException | IllegalArgumentException e) {
      throw key.error("%s", e.getMessage());
    }
    Optional<ConfigNode> weights = job.find("weights");
    if (weights.isPresent()) {
      network = NetworkFile.withWeights(network, weights.get(), files::openFile);
    }
    return new NetworkSetup(
        network, job.find("preprocess").map(Preprocess::from).orElse(Preprocess.STANDARD));
  }

  private static Optional<ConfigNode> imageSize(ConfigNode job, String size) {
    return job.find("input").filter(ConfigNode::isMapping).flatMap(input -> input.find(size));
  }

  /** The nodes that a key names; every node may be a tap, the input too. */
  public List<String> taps(ConfigNode key) {
    List<String> taps = new ArrayList<>();
    for (ConfigNode tap : key.listOrSingle()) {
      String name = tap.string();
      if (!network.hasNode(name)) {
        throw tap.error(
            "network \"%s\" has no layer \"%s\"%s",
            network.name(), name, NearestName.hint(name, network.knownNames()));
      }
      if (taps.contains(name)) {
        throw new ConfigException(tap.place() + ": tap \"" + name + "\" is named twice");
      }
      taps.add(name);
    }
    return taps;
  }
}
