package dev.convoy.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.KernelsUnderTest;
import dev.convoy.compute.ConvGeometry;
import dev.convoy.compute.micro.Kernels;
import dev.convoy.network.Network;
import dev.convoy.network.ParameterLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every benchmark runs once, on small cases and beside a peer of our own; nothing is timed here.
 */
class BenchmarksTest {
  private static final double LARGEST_DIFFERENCE = 1e-4;
  private static final List<Peer> PEERS = List.of(new DirectPeer());
  private static final Settings QUICK =
      Settings.of("seconds=0.001", "batch=1,2", "forks=0", "kernels=" + KernelsUnderTest.name());

  /** The same by the definition, so that a difference shows. */
  private static final class DirectPeer implements Peer {
    @Override
    public String name() {
      return "Direct";
    }

    @Override
    public Optional<Contender> forward(ConvCase c, ConvData data) {
      return Optional.of(OurConv.forward(direct(c), data, Kernels.named("scalar")));
    }

    @Override
    public Optional<Contender> backward(ConvCase c, ConvData data) {
      return Optional.of(OurConv.backward(direct(c), data, Kernels.named("scalar")));
    }

    @Override
    public Optional<Contender> forward(Network network, int batch, float[] images) {
      return Optional.of(new OurNetwork(network, batch, images, "scalar"));
    }

    private static ConvGeometry direct(ConvCase c) {
      ConvGeometry g = c.geometry();
      return new ConvGeometry(
          g.input(), g.outC(), g.window(), g.pad(), g.groups(), ConvGeometry.Algorithm.DIRECT);
    }
  }

  @Test
  void convolutionsAgreeWithPeers() {
    List<ConvCase> table =
        List.of(
            ConvCase.of(ConvCase.Group.SQUARE, 32, 12, 32, 3, 1),
            ConvCase.of(ConvCase.Group.OTHER, 5, 9, 7, 3, 2),
            ConvCase.of(ConvCase.Group.OTHER, 5, 4, 7, 1, 1),
            ConvCase.of(ConvCase.Group.DEPTHWISE, 6, 8, 6, 3, 1));
    List<Measured> rows = Conv2dBenchmark.measure(QUICK, table, PEERS, row -> {});
    assertThat(rows).hasSize(2 * 2 * table.size());
    assertClose(rows);
    assertThat(ResultTables.of(rows, "layer"))
        .contains("| 3x3/2 5-7 at 9 ", "forward, batch 2", "ratio to Direct");
  }

  @Test
  void networksAgreeWithPeers() {
    List<NetworkCase> cases = NetworkCase.all(64, 16);
    List<Measured> rows = NetworkBenchmark.measure(QUICK, cases, PEERS, row -> {});
    assertThat(rows).hasSize(2 * cases.size());
    assertClose(rows);
    assertThat(ResultTables.of(rows, "network")).contains("| ResNet-50 ");
  }

  private static void assertClose(List<Measured> rows) {
    for (Measured row : rows) {
      assertThat(row.times()).extracting("contender").containsExactly("Convoy", "Direct");
      assertThat(row.times().get(1).difference()).as(row.line()).isLessThan(LARGEST_DIFFERENCE);
      assertThat(Measured.parse(row.line())).isEqualTo(row);
    }
  }

  @Test
  void twoTasksRunSideBySide() {
    List<NetworkCase> cases = NetworkCase.all(64, 16).subList(3, 4);
    List<Measured> rows = TwoTasksBenchmark.measure(QUICK, cases, PEERS, row -> {});
    assertThat(TwoTasksBenchmark.tables(rows)).contains("network, batch 2", "| SqueezeNet 1.1 ");
  }

  @Test
  void everyRowRunsUnderJmh() {
    Conv2dJmh jmh = new Conv2dJmh();
    jmh.row = ConvCase.TABLE.size() - 1;
    jmh.kernels = KernelsUnderTest.name();
    for (String pass : List.of("forward", "backward")) {
      jmh.pass = pass;
      jmh.setUp();
      assertThat(jmh.run()).isNotEmpty();
    }
  }

  /** As torchvision's documentation counts them. */
  @Test
  void networksHaveTorchvisionsWeights() {
    assertThat(weights("SqueezeNet 1.1")).isEqualTo(1_235_496);
    assertThat(weights("MobileNet v2")).isEqualTo(3_504_872);
    assertThat(weights("ResNet-18")).isEqualTo(11_689_512);
    assertThat(weights("ResNet-50")).isEqualTo(25_557_032);
  }

  private static int weights(String name) {
    return NetworkCase.published().stream()
        .filter(c -> c.name().equals(name))
        .mapToInt(c -> ParameterLayout.of(c.network().get()).length())
        .sum();
  }

  @Test
  void tablesReplaceWhatStandsBetweenTheirMarks() {
    String page = "a\n<!-- measured: x -->\nold\n<!-- end -->\nb\n";
    assertThat(Page.replaced(page, "x", "new"))
        .isEqualTo("a\n<!-- measured: x -->\n\nnew\n<!-- end -->\nb\n");
    assertThatThrownBy(() -> Page.replaced(page, "y", "new"))
        .hasMessageContaining("no lines \"<!-- measured: y -->\"");
  }

  @Test
  void unknownWordsAreErrors() {
    assertThatThrownBy(() -> Settings.of("second=1"))
        .hasMessageContaining("found \"second=1\", needed key=value with one of [cases, ");
  }
}
