package dev.convoy.job;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.config.ConfigReader;
import dev.convoy.config.NearestName;
import dev.convoy.image.Preprocess;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network, and how images are prepared for it: the job file's {@code weights} and {@code
 * preprocess} if it has any, the network file's otherwise.
 */
public record NetworkSetup(Network network, Preprocess preprocess) {
  public static NetworkSetup read(ConfigNode job, HadoopFiles files) {
    ConfigNode key = job.get("network");
    String file = key.string();
    ConfigNode yaml = ConfigReader.read(files.text(key), file);
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
    try {
      preprocess.checkFits(network.inputShape());
    } catch (IllegalArgumentException e) {
      throw job.find("preprocess").orElse(key).error("%s", e.getMessage());
    }
    return new NetworkSetup(network, preprocess);
  }

  /** The nodes that a key names; every node may be a tap, the input too. */
  public List<String> taps(ConfigNode key) {
    List<String> taps = new ArrayList<>();
    for (ConfigNode tap : key.listOrSingle()) {
      String name = tap.string();
      if (!network.hasNode(name)) {
        throw tap.error(
            "network \"%s\" has no layer \"%s\"%s",
            network.name(), name, NearestName.hint(name, network.nodeNames()));
      }
      if (taps.contains(name)) {
        throw new ConfigException(tap.place() + ": tap \"" + name + "\" is named twice");
      }
      taps.add(name);
    }
    return taps;
  }
}
