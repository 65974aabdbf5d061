package dev.convoy.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.config.ConfigReader;
import java.io.FileNotFoundException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerPlanTest {
  /** Branches, a skip, and tensors of many sizes: arrays that are free fit some and not others. */
  private static Network branching() {
    String yaml =
        """
        name: branching
        input: [11, 13, 3]
        weights: {seed: 3}
        layers:
        - {name: stem, kind: conv2d, outC: 17, filter: 3, pad: same}
        - {name: a, kind: conv2d, outC: 5, filter: 1}
        - {name: b, kind: conv2d, outC: 17, filter: 3, pad: same}
        - {name: add, kind: add, input: [b, stem]}
        - {name: pool, kind: maxPool2d, filter: 2}
        - {name: side, kind: averagePool2d, filter: 2, input: stem}
        - {name: join, kind: concat, input: [pool, side]}
        - {name: flat, kind: flatten}
        - {name: wide, kind: dense, outC: 1009}
        - {name: out, kind: dense, outC: 3}
        """;
    return NetworkFile.read(
        ConfigReader.read(yaml, "branching"),
        file -> {
          throw new FileNotFoundException(file);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 61})
  void aPlanCountsWhatARunnerAllocates(int batchSize) {
    for (Network network : List.of(branching(), FashionSamples.network())) {
      PreparedNetwork prepared = network.prepared("scalar");
      for (List<String> wanted : List.of(network.outputs(), network.nodeNames())) {
        NetworkRunner runner = new NetworkRunner(prepared, batchSize, wanted);
        RunnerPlan plan = NetworkRunner.plan(prepared, batchSize, wanted);
        runner.forward(batchSize);
        assertThat(plan.peakFloats())
            .isBetween(runner.allocatedFloats(), runner.plan().peakFloats());
        assertThat(runner.plan().peakFloats() - plan.peakFloats())
            .as("tables and single tiles, which do not grow with the batch")
            .isLessThan(20_000);
        assertThat(plan.packedFloats()).isEqualTo(runner.plan().packedFloats()).isPositive();
        assertThat(plan.steps()).isEqualTo(runner.plan().steps());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16, 61})
  void aPlanCountsWhatAGradientRunnerAllocates(int batchSize) {
    for (Network network : List.of(branching(), FashionSamples.network())) {
      PreparedNetwork prepared = network.prepared("scalar");
      ClassifierLoss loss = ClassifierLoss.atOutput(network);
      GradientRunner runner = new GradientRunner(prepared, loss, batchSize);
      RunnerPlan plan = GradientRunner.plan(prepared, loss, batchSize);
      runner.forward(batchSize, new int[batchSize]);
      runner.backward(batchSize, new float[ParameterLayout.of(network).length()]);
      assertThat(plan.peakFloats() - runner.allocatedFloats())
          .as("bits of the cache, and on the other side tables, panels and single tiles")
          .isBetween(-60_000L, 4_000L * batchSize);
      long forward = NetworkRunner.plan(prepared, batchSize, List.of(loss.scores())).packedFloats();
      assertThat(plan.packedFloats()).isBetween(forward + 1, 3 * forward);
    }
  }

  /** The first layer passes no gradient on unless the images' are wanted. */
  @Test
  void turnedFiltersAreCountedWhereAGradientPassesOn() {
    PreparedNetwork prepared = branching().prepared("scalar");
    long weights =
        BackwardRunner.plan(prepared, 1, "out", BackwardRunner.Images.NOT_WANTED).packedFloats();
    long images =
        BackwardRunner.plan(prepared, 1, "out", BackwardRunner.Images.WANTED).packedFloats();
    assertThat(images - weights).isBetween(3L * 17 * 9, 36L * 3 * 32);
  }

  @Test
  void weightsThatNoStepNeedsAreNotCounted() {
    PreparedNetwork prepared = branching().prepared("scalar");
    long all = NetworkRunner.plan(prepared, 1, List.of("out")).packedFloats();
    long some = NetworkRunner.plan(prepared, 1, List.of("join")).packedFloats();
    long dense = (11 / 2 * (13 / 2) * 34 + 3) * 1009L;
    assertThat(all - some).isBetween(dense, dense + dense / 100 + 1009 * 64);
  }

  @Test
  void aBatchBeyondJavasArraysIsAnErrorWithItsShape() {
    PreparedNetwork prepared = branching().prepared("scalar");
    assertThat(NetworkRunner.plan(prepared, 800_000, List.of("out")).peakBytes())
        .isGreaterThan(1L << 32);
    assertThatThrownBy(() -> NetworkRunner.plan(prepared, 10_000_000, List.of("out")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exceed one array");
  }
}
