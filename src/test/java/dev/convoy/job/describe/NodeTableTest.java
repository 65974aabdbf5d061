package dev.convoy.job.describe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.network.FashionSamples;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NodeTableTest {
  private static NodeRow row(String name, String kind, String... inputs) {
    return new NodeRow(name, kind, List.of(inputs), Shape.of(7, 7, 3), 0, 0, 0);
  }

  @Test
  void theFashionNetworkInNumbers() {
    assertThat(NodeTable.lines(NodeRow.of(FashionSamples.network())))
        .containsExactly(
            "   #  node     kind       reads  output        weights  MFLOP  cache B",
            "   0  input    image             [28, 28, 1]                     3,136",
            "   1  conv1    conv2d            [28, 28, 16]      160  0.226",
            "   2  relu1    relu              [28, 28, 16]           0.013    1,568",
            "   3  pool1    maxPool2d         [14, 14, 16]           0.013   13,328",
            "   4  conv2    conv2d            [14, 14, 32]    4,640  1.806",
            "   5  relu2    relu              [14, 14, 32]           0.006      784",
            "   6  pool2    maxPool2d         [7, 7, 32]             0.006      392",
            "   7  flatten  flatten           [1568]                          6,272",
            "   8  dense1   dense             [64]          100,416  0.201",
            "   9  relu3    relu              [64]                   0.000      264",
            "  10  logits   dense             [10]              650  0.001       40");
  }

  @Test
  void inputsAreNumbersWhereTheyAreNotTheLineBefore() {
    List<NodeRow> rows =
        List.of(
            row("input", "image"),
            row("a", "conv2d", "input"),
            row("b", "conv2d", "input"),
            row("c", "add", "b", "a"),
            row("d", "relu", "c"));
    assertThat(NodeTable.lines(rows).stream().map(line -> line.substring(0, 25).strip()).toList())
        .containsExactly(
            "#  node   kind    reads",
            "0  input  image",
            "1  a      conv2d",
            "2  b      conv2d  0",
            "3  c      add     2, 1",
            "4  d      relu");
  }

  @Test
  void manyInputsAreCountedAndNoLineIsWiderThan120() {
    List<NodeRow> rows = new ArrayList<>(List.of(row("input", "image")));
    String path = "/features/denseblock1/denselayer1/and/so/on/";
    IntStream.range(0, 2000).forEach(i -> rows.add(row(path + i, "globalAveragePool", "input")));
    String[] all = rows.stream().map(NodeRow::name).toArray(String[]::new);
    rows.add(
        new NodeRow(
            "concat",
            "constantArithmetic",
            List.of(all),
            Shape.of(1024, 1024, 64),
            102_760_448,
            38_654_321_000L,
            268_435_456L));
    List<String> lines = NodeTable.lines(rows);
    assertThat(lines).hasSize(2003).allMatch(line -> line.length() <= 120);
    assertThat(lines.get(2002)).contains("0, 1, 2 + 1998");
    assertThat(lines.get(1500)).contains("...").contains("/1498");
  }
}
