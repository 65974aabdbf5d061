package dev.convoy.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.KernelsUnderTest;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardCacheTest {
  private final Network network = FashionSamples.network();
  private final List<KeptTensor> kept = ForwardCache.of(network);

  @Test
  void keepsWhatBackwardNeedsAndNoMore() {
    assertThat(kept)
        .extracting(KeptTensor::name)
        .containsExactly(
            "input",
            "relu1_bits",
            "pool1_argmax",
            "pool1",
            "relu2_bits",
            "pool2_argmax",
            "flatten",
            "relu3_bits",
            "relu3",
            "logits");
  }

  @Test
  void isLessThanAFifthOfKeepingEveryActivation() {
    long everything =
        4
            * (network.inputShape().count()
                + network.nodes().stream().mapToLong(node -> node.shape().count()).sum());
    assertThat(ForwardCache.byteCount(kept)).isEqualTo(25_784).isLessThan(everything / 5);
  }

  @Test
  void bytesSayWhatForwardDid() {
    NetworkRunner runner =
        new NetworkRunner(
            network.prepared(KernelsUnderTest.name()),
            3,
            List.of("input", "relu1", "pool1", "logits"));
    float[] images = FashionSamples.images(3);
    System.arraycopy(images, 0, runner.input(), 0, images.length);
    runner.forward(3);

    float[] pool1 = runner.output("pool1");
    float[] relu1 = runner.output("relu1");
    byte[] argmax = tensor("pool1_argmax").packed(network, runner, 3, 2);
    byte[] bits = tensor("relu1_bits").packed(network, runner, 3, 2);
    for (int i = 0; i < 28 * 28 * 16; i++) {
      boolean positive = relu1[2 * 28 * 28 * 16 + i] > 0;
      assertThat(bits[i / 8] >> (i % 8) & 1).as("value %s", i).isEqualTo(positive ? 1 : 0);
    }
    for (int i = 0; i < 14 * 14 * 16; i++) {
      int tap = argmax[i / 4] >> (2 * (i % 4)) & 3;
      int row = i / 16 / 14 * 2 + tap / 2;
      int column = i / 16 % 14 * 2 + tap % 2;
      float winner = relu1[((2 * 28 + row) * 28 + column) * 16 + i % 16];
      assertThat(winner).as("output %s, tap %s", i, tap).isEqualTo(pool1[2 * 14 * 14 * 16 + i]);
    }
    assertThat(tensor("logits").isFloat()).isTrue();
  }

  private KeptTensor tensor(String name) {
    return kept.stream().filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow();
  }
}
