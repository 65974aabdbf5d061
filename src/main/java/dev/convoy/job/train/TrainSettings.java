package dev.convoy.job.train;

import dev.convoy.config.ConfigNode;
import dev.convoy.network.PreparedNetwork;
import dev.convoy.network.optimizer.Adam;
import dev.convoy.network.optimizer.Optimizer;
import dev.convoy.network.optimizer.Schedule;
import dev.convoy.network.optimizer.Sgd;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a training goes.
 *
 * @param batchSize examples of a step; a multiple of the block size
 * @param blockSize examples per block of the sum
 * @param epochs passes over the examples
 * @param seed of the shuffles
 * @param learningRate that the schedule begins with
 * @param checkpointSteps steps between checkpoints within an epoch; 0 for none
 * @param partitions that the examples lie on; 0 to choose by cores
 * @param kernels name of the micro-kernels
 */
record TrainSettings(
    int batchSize,
    int blockSize,
    int epochs,
    long seed,
    Optimizer optimizer,
    double learningRate,
    Schedule schedule,
    int checkpointSteps,
    int partitions,
    String kernels) {
  private static final int DEFAULT_BATCH_SIZE = 128;
  private static final int LARGEST_BLOCK = 16;
  private static final int DEFAULT_CHECKPOINT_STEPS = 200;
  private static final int MOST = 1 << 20;

  static TrainSettings read(ConfigNode file) {
    int batchSize = number(file, "batchSize", 1, DEFAULT_BATCH_SIZE);
    int blockSize = number(file, "blockSize", 1, largestDivisor(batchSize));
    if (batchSize % blockSize != 0) {
      throw file.get("blockSize")
          .error("found %s, needed a divisor of batchSize, %s", blockSize, batchSize);
    }
    ConfigNode optimizer = file.get("optimizer");
    return new TrainSettings(
        batchSize,
        blockSize,
        number(file, "epochs", 1, 1),
        file.find("seed").map(ConfigNode::wholeNumber).orElse(1L),
        checked(optimizer, TrainSettings::optimizer),
        learningRate(optimizer.get("learningRate")),
        file.find("schedule")
            .map(node -> checked(node, TrainSettings::schedule))
            .orElse(new Schedule.Constant()),
        number(file, "checkpointSteps", 0, DEFAULT_CHECKPOINT_STEPS),
        number(file, "partitions", 1, 0),
        file.find("kernels").map(k -> k.oneOf(PreparedNetwork.KERNEL_NAMES)).orElse("auto"));
  }

  private static int number(ConfigNode file, String key, int least, int standard) {
    return file.find(key).map(node -> node.integer(least, MOST)).orElse(standard);
  }

  /** A block size that cuts the batch evenly, as near to the usual one as it goes. */
  private static int largestDivisor(int batchSize) {
    int divisor = Math.min(LARGEST_BLOCK, batchSize);
    while (batchSize % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  private static double learningRate(ConfigNode key) {
    double rate = key.number();
    if (!(rate > 0)) {
      throw key.error("found %s, needed more than 0", rate);
    }
    return rate;
  }

  private static <T> T checked(ConfigNode node, Function<ConfigNode, T> reader) {
    try {
      return reader.apply(node);
    } catch (IllegalArgumentException e) {
      throw node.error("%s", e.getMessage());
    }
  }

  private static Optimizer optimizer(ConfigNode node) {
    if (node.get("kind").oneOf("sgd", "adam").equals("sgd")) {
      node.onlyKeys("kind", "learningRate", "momentum", "weightDecay");
      return new Sgd(real(node, "momentum", 0), real(node, "weightDecay", 0));
    }
    node.onlyKeys("kind", "learningRate", "beta1", "beta2", "epsilon", "weightDecay");
    return new Adam(
        real(node, "beta1", 0.9),
        real(node, "beta2", 0.999),
        real(node, "epsilon", 1e-8),
        real(node, "weightDecay", 0));
  }

  private static Schedule schedule(ConfigNode node) {
    return switch (node.get("kind").oneOf("constant", "step", "cosine")) {
      case "step" -> {
        node.onlyKeys("kind", "epochs", "factor");
        yield new Schedule.Step(number(node, "epochs", 1, 1), real(node, "factor", 0.1));
      }
      case "cosine" -> {
        node.onlyKeys("kind", "end", "warmupSteps");
        yield new Schedule.Cosine(real(node, "end", 0), number(node, "warmupSteps", 0, 0));
      }
      default -> {
        node.onlyKeys("kind");
        yield new Schedule.Constant();
      }
    };
  }

  private static double real(ConfigNode node, String key, double standard) {
    Optional<ConfigNode> found = node.find(key);
    return found.map(ConfigNode::number).orElse(standard);
  }

  int lanes() {
    return batchSize / blockSize;
  }
}
