package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.network.optimizer.Adam;
import dev.convoy.network.optimizer.Schedule;
import dev.convoy.network.optimizer.Sgd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainSettingsTest {
  private static final String SGD = "optimizer: {kind: sgd, learningRate: 0.1}\n";

  private static TrainSettings read(String... lines) {
    return TrainSettings.read(ConfigReader.read(String.join("\n", lines), "job.yaml"));
  }

  private static void assertRefused(String message, String... lines) {
    assertThatThrownBy(() -> read(lines)).isInstanceOf(ConfigException.class).hasMessage(message);
  }

  @Test
  void whatIsNotSaidIsAsTheHelpHasIt() {
    TrainSettings settings = read(SGD);
    assertThat(settings)
        .isEqualTo(
            new TrainSettings(
                128, 16, 1, 1, new Sgd(0, 0), 0.1, new Schedule.Constant(), 200, 0, "auto"));
    assertThat(settings.lanes()).isEqualTo(8);
    assertThat(read("optimizer: {kind: adam, learningRate: 1}").optimizer())
        .isEqualTo(new Adam(0.9, 0.999, 1e-8, 0));
    assertThat(read(SGD, "schedule: {kind: step}").schedule()).isEqualTo(new Schedule.Step(1, 0.1));
    assertThat(read(SGD, "schedule: {kind: cosine}").schedule())
        .isEqualTo(new Schedule.Cosine(0, 0));
  }

  @Test
  void allThatIsSaidIsTaken() {
    assertThat(
            read(
                "optimizer: {kind: sgd, learningRate: 1/20, momentum: 0.9, weightDecay: 5e-4}",
                "schedule: {kind: step, epochs: 3, factor: 0.5}",
                "epochs: 7",
                "batchSize: 60",
                "blockSize: 5",
                "seed: -4",
                "checkpointSteps: 0",
                "partitions: 11",
                "kernels: scalar"))
        .isEqualTo(
            new TrainSettings(
                60,
                5,
                7,
                -4,
                new Sgd(0.9, 5e-4),
                0.05,
                new Schedule.Step(3, 0.5),
                0,
                11,
                "scalar"));
    assertThat(
            read("optimizer: {kind: adam, learningRate: 1, beta1: 0.8, beta2: 0.9,"
                    + " epsilon: 0.1, weightDecay: 0.2}")
                .optimizer())
        .isEqualTo(new Adam(0.8, 0.9, 0.1, 0.2));
    assertThat(read(SGD, "schedule: {kind: cosine, end: 0.1, warmupSteps: 9}").schedule())
        .isEqualTo(new Schedule.Cosine(0.1, 9));
    assertThat(read(SGD, "schedule: {kind: constant}").schedule())
        .isEqualTo(new Schedule.Constant());
  }

  /** The largest divisor up to sixteen: few blocks, all of one size. */
  @ParameterizedTest
  @CsvSource({"1, 1", "15, 15", "16, 16", "17, 1", "20, 10", "34, 2", "48, 16", "100, 10"})
  void blocksCutTheBatchEvenly(int batchSize, int blockSize) {
    TrainSettings settings = read(SGD, "batchSize: " + batchSize);
    assertThat(settings.blockSize()).isEqualTo(blockSize);
    assertThat(settings.lanes()).isEqualTo(batchSize / blockSize);
  }

  @Test
  void numbersThatDoNotFitAreRefusedWhereTheyStand() {
    assertRefused(
        "job.yaml:4: \"blockSize\": found 7, needed a divisor of batchSize, 20",
        SGD,
        "batchSize: 20",
        "blockSize: 7");
    assertRefused(
        "job.yaml:3: \"blockSize\": found 256, needed a divisor of batchSize, 128",
        SGD,
        "blockSize: 256");
    assertRefused(
        "job.yaml:3: \"epochs\": found 0, needed a whole number from 1 to 1048576",
        SGD,
        "epochs: 0");
    assertRefused(
        "job.yaml:3: \"checkpointSteps\": found -1, needed a whole number from 0 to 1048576",
        SGD,
        "checkpointSteps: -1");
    assertRefused("job.yaml:3: \"seed\": found \"x\", needed a whole number", SGD, "seed: x");
  }

  @Test
  void optimizersThatDoNotFitAreRefusedWhereTheyStand() {
    assertRefused("job.yaml:1: missing key \"optimizer\"; found epochs", "epochs: 1");
    assertRefused(
        "job.yaml:1: \"optimizer.kind\": found \"sdg\"; did you mean \"sgd\"?",
        "optimizer: {kind: sdg, learningRate: 1}");
    assertRefused(
        "job.yaml:1: missing key \"optimizer.learningRate\"; found kind", "optimizer: {kind: sgd}");
    assertRefused(
        "job.yaml:2: \"optimizer.learningRate\": found 0.0, needed more than 0",
        "epochs: 1",
        "optimizer: {kind: sgd, learningRate: 0}");
    assertRefused(
        "job.yaml:1: \"optimizer\": momentum 1.0, needs 0 to below 1",
        "optimizer: {kind: sgd, learningRate: 1, momentum: 1}");
    assertRefused(
        "job.yaml:1: \"optimizer\": beta2 1.0, needs 0 to below 1",
        "optimizer: {kind: adam, learningRate: 1, beta2: 1}");
    assertRefused(
        "job.yaml:1: unknown key \"optimizer.momentum\"; expected one of: kind, learningRate, beta1,"
            + " beta2, epsilon, weightDecay",
        "optimizer: {kind: adam, learningRate: 1, momentum: 0.9}");
    assertRefused(
        "job.yaml:1: unknown key \"optimizer.beta1\"; expected one of: kind, learningRate, momentum,"
            + " weightDecay",
        "optimizer: {kind: sgd, learningRate: 1, beta1: 0.9}");
  }

  @Test
  void schedulesThatDoNotFitAreRefusedWhereTheyStand() {
    assertRefused(
        "job.yaml:3: \"schedule.kind\": found \"cosin\"; did you mean \"cosine\"?",
        SGD,
        "schedule: {kind: cosin}");
    assertRefused(
        "job.yaml:3: unknown key \"schedule.factor\"; expected one of: kind, end, warmupSteps",
        SGD,
        "schedule: {kind: cosine, factor: 1}");
    assertRefused(
        "job.yaml:3: \"schedule\": factor -1.0, needs more than 0",
        SGD,
        "schedule: {kind: step, factor: -1}");
    assertRefused(
        "job.yaml:3: \"schedule.epochs\": found 0, needed a whole number from 1 to 1048576",
        SGD,
        "schedule: {kind: step, epochs: 0}");
    assertRefused(
        "job.yaml:3: \"schedule\": end 2.0, needs 0 to 1", SGD, "schedule: {kind: cosine, end: 2}");
  }
}
