package dev.convoy.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import dev.convoy.config.ConfigReader;
import java.io.FileNotFoundException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusedStepTest {
  private static final long SEED = 5;
  private static final List<String> ENDS = List.of("narrow", "three");

  /** Every kind of convolution, every follower, both branches of a join, and a fork. */
  private static final String LAYERS =
      """
      - {name: stem, kind: conv2d, outC: 32, filter: 5, stride: 2, pad: 2}
      - {name: stemNorm, kind: batchNorm}
      - {name: stemRelu, kind: relu}
      - {name: a1, kind: conv2d, outC: 40, filter: 3, pad: 1, bias: false}
      - {name: a1Norm, kind: batchNorm}
      - {name: a1Relu, kind: relu6}
      - {name: a2, kind: conv2d, outC: 48, filter: 3, pad: 1}
      - {name: a2Norm, kind: batchNorm}
      - {name: side, kind: conv2d, outC: 48, filter: 1, input: stemRelu}
      - {name: sideNorm, kind: batchNorm}
      - {name: sum, kind: add, input: [a2Norm, sideNorm]}
      - {name: sumRelu, kind: relu}
      - {name: deep, kind: conv2d, outC: 48, filter: 3, pad: 1, groups: 48}
      - {name: deepRelu, kind: leakyRelu, slope: 0.1}
      - {name: grouped, kind: conv2d, outC: 48, filter: 3, pad: 1, groups: 3}
      - {name: wide, kind: conv2d, outC: 800, filter: 1, bias: false}
      - {name: wideNorm, kind: batchNorm}
      - {name: wideRelu, kind: relu6}
      - {name: slide, kind: conv2d, outC: 800, filter: 3, pad: 1, groups: 800}
      - {name: slideRelu, kind: leakyRelu, slope: 0.1}
      - {name: wide2, kind: conv2d, outC: 1024, filter: 1}
      - {name: slide2, kind: conv2d, outC: 1024, filter: [5, 3], stride: [2, 1], pad: [1, 2, 0, 2], groups: 1024}
      - {name: wide3, kind: conv2d, outC: 1600, filter: 1}
      - {name: wide3Relu, kind: relu}
      - {name: slide3, kind: conv2d, outC: 1600, filter: 3, stride: 2, groups: 1600}
      - {name: narrow, kind: globalAveragePool}
      - {name: back, kind: add, input: [sumRelu, grouped]}
      - {name: backNorm, kind: batchNorm}
      - {name: twice, kind: conv2d, outC: 48, filter: 1}
      - {name: twiceNorm, kind: batchNorm}
      - {name: doubled, kind: add, input: [twiceNorm, twiceNorm]}
      - {name: forked, kind: conv2d, outC: 33, filter: 1}
      - {name: left, kind: relu, input: forked}
      - {name: right, kind: leakyRelu, slope: 0.5, input: forked}
      - {name: three, kind: add, input: [left, right, forked]}
      """;

  private static Network network() {
    String text = "name: all\ninput: [19, 23, 3]\nweights: {seed: 3}\nlayers:\n" + LAYERS;
    return NetworkFile.read(
        ConfigReader.read(text, "all.yaml"),
        path -> {
          throw new FileNotFoundException(path);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void fusedOrNotTheBitsAreTheSame(int n) {
    Network network = network();
    PreparedNetwork prepared = network.prepared(KernelsUnderTest.name());
    NetworkRunner plain = new NetworkRunner(prepared, n, network.nodeNames());
    NetworkRunner fused = new NetworkRunner(prepared, n, ENDS);
    Random random = new Random(SEED);
    for (int i = 0; i < n * network.inputShape().length(); i++) {
      float value = (float) random.nextGaussian();
      plain.input()[i] = value;
      fused.input()[i] = value;
    }
    plain.forward(n);
    for (int again = 0; again < 2; again++) {
      fused.forward(n);
      for (String node : ENDS) {
        int count = n * network.shapeOf(node).length();
        assertThat(Arrays.mismatch(fused.output(node), 0, count, plain.output(node), 0, count))
            .as("%s, first difference", node)
            .isEqualTo(-1);
      }
    }
    assertThat(fused.allocatedFloats()).isLessThan(plain.allocatedFloats() / 3);
  }

  @Test
  void stepsEndWhereAValueHasTwoReadersOrIsWanted() {
    Network network = network();
    PreparedNetwork prepared = network.prepared(KernelsUnderTest.name());
    assertThat(names(FusedStep.join(prepared, network.nodes(), ENDS)))
        .containsExactly(
            "stem stemNorm stemRelu",
            "a1 a1Norm a1Relu",
            "side sideNorm",
            "a2 a2Norm sum sumRelu",
            "deep deepRelu",
            "grouped",
            "wide wideNorm wideRelu, slide slideRelu",
            "wide2, slide2",
            "wide3 wide3Relu, slide3",
            "narrow",
            "back",
            "backNorm",
            "twice twiceNorm doubled",
            "forked",
            "left",
            "right",
            "three");
    assertThat(
            names(FusedStep.join(prepared, network.nodes(), List.of("a2Norm", "wide2", "three"))))
        .contains("a2 a2Norm", "side sideNorm sum sumRelu", "wide2", "slide2");
  }

  private static List<String> names(List<FusedStep> steps) {
    return steps.stream().map(FusedStepTest::name).toList();
  }

  private static String name(FusedStep step) {
    String before = step.before().map(b -> name(b) + ", ").orElse("");
    return before
        + step.first().name()
        + String.join("", step.followers().stream().map(f -> " " + f.name()).toList());
  }
}
