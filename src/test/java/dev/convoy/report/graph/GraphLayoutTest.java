package dev.convoy.report.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.report.graph.GraphNode.Family;
import dev.convoy.report.graph.GraphRows.Item;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class GraphLayoutTest {
  private static final double BOX_WIDTH = 150;

  private static GraphNode node(String name, Family family, Integer... inputs) {
    return new GraphNode(name, "kind", "[7, 7, 3]", family, List.of(inputs));
  }

  private static List<GraphNode> chain(int length) {
    List<GraphNode> nodes = new ArrayList<>(List.of(node("input", Family.IMAGE)));
    while (nodes.size() < length) {
      nodes.add(node("n" + nodes.size(), Family.CONVOLUTION, nodes.size() - 1));
    }
    return nodes;
  }

  /** Three residual blocks. */
  private static List<GraphNode> residual() {
    List<GraphNode> nodes = new ArrayList<>(List.of(node("input", Family.IMAGE)));
    for (int block = 0; block < 3; block++) {
      int from = nodes.size() - 1;
      nodes.add(node("conv" + block, Family.CONVOLUTION, from));
      nodes.add(node("relu" + block, Family.ACTIVATION, from + 1));
      nodes.add(node("other" + block, Family.CONVOLUTION, from + 2));
      nodes.add(node("add" + block, Family.ARITHMETIC, from + 3, from));
    }
    return nodes;
  }

  /** Every concatenation reads all convolutions before it. */
  private static List<GraphNode> dense() {
    List<GraphNode> nodes = new ArrayList<>(List.of(node("input", Family.IMAGE)));
    List<Integer> features = new ArrayList<>(List.of(0));
    for (int layer = 0; layer < 9; layer++) {
      nodes.add(node("conv" + layer, Family.CONVOLUTION, nodes.size() - 1));
      features.add(nodes.size() - 1);
      nodes.add(node("concat" + layer, Family.JOIN, features.toArray(Integer[]::new)));
    }
    return nodes;
  }

  /** Four branches of unequal length, twice. */
  private static List<GraphNode> inception() {
    List<GraphNode> nodes = new ArrayList<>(List.of(node("input", Family.IMAGE)));
    for (int module = 0; module < 2; module++) {
      int from = nodes.size() - 1;
      List<Integer> ends = new ArrayList<>();
      for (int length : new int[] {1, 3, 3, 2}) {
        for (int i = 0; i < length; i++) {
          int input = i == 0 ? from : nodes.size() - 1;
          nodes.add(node("c" + nodes.size(), Family.CONVOLUTION, input));
        }
        ends.add(nodes.size() - 1);
      }
      nodes.add(node("concat" + module, Family.JOIN, ends.toArray(Integer[]::new)));
    }
    return nodes;
  }

  /** No network looks like it; several outputs. */
  private static List<GraphNode> random(int seed) {
    Random random = new Random(seed);
    List<GraphNode> nodes = new ArrayList<>(List.of(node("input", Family.IMAGE)));
    while (nodes.size() < 60) {
      Set<Integer> inputs = new HashSet<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        inputs.add(random.nextInt(nodes.size()));
      }
      Family family = Family.values()[1 + random.nextInt(8)];
      nodes.add(node("n" + nodes.size(), family, inputs.toArray(Integer[]::new)));
    }
    return nodes;
  }

  static Stream<List<GraphNode>> graphs() {
    return Stream.of(
        chain(1),
        chain(2),
        chain(200),
        residual(),
        dense(),
        inception(),
        random(1),
        random(2),
        random(3));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void nothingStandsInTheWayOfAnythingElse(List<GraphNode> nodes) {
    GraphPage page = new GraphPage(GraphBox.of(nodes), BOX_WIDTH);
    for (List<Item> row : page.graph().rows()) {
      for (int i = 1; i < row.size(); i++) {
        Item left = row.get(i - 1);
        Item right = row.get(i);
        double least = (left.lane() ? 0 : BOX_WIDTH / 2) + (right.lane() ? 0 : BOX_WIDTH / 2) + 7;
        assertThat(page.x(right) - page.x(left)).isGreaterThanOrEqualTo(least);
      }
      for (Item item : row) {
        double half = item.lane() ? 0 : BOX_WIDTH / 2;
        assertThat(page.x(item) - half).isGreaterThanOrEqualTo(0);
        assertThat(page.x(item) + half).isLessThanOrEqualTo(page.width());
        assertThat(page.top(item.row())).isPositive().isLessThan(page.height());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void everyBoxStandsUnderAllItReads(List<GraphNode> nodes) {
    List<GraphBox> boxes = GraphBox.of(nodes);
    GraphRows rows = new GraphRows(boxes.stream().map(GraphBox::inputs).toList());
    for (int box = 0; box < boxes.size(); box++) {
      for (int input : boxes.get(box).inputs()) {
        assertThat(rows.rowOf(input)).isLessThan(rows.rowOf(box));
      }
    }
    assertThat(boxes.stream().mapToInt(box -> box.nodes().size()).sum()).isEqualTo(nodes.size());
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void everyNodeIsInTheDrawing(List<GraphNode> nodes) throws Exception {
    List<String> titles = texts(parse(GraphDrawing.svg("net", "", nodes)), "title");
    assertThat(titles).hasSize(nodes.size() + 1).contains("net");
    for (GraphNode node : nodes) {
      assertThat(titles).contains(node.name() + ": kind [7, 7, 3]");
    }
  }

  /** Nested branches: what is left of something in one row is left of it in the next. */
  @Test
  void branchesAndSkipsDoNotCross() {
    for (List<GraphNode> nodes : List.of(residual(), dense(), inception())) {
      GraphRows graph = new GraphRows(GraphBox.of(nodes).stream().map(GraphBox::inputs).toList());
      for (List<Item> row : graph.rows()) {
        int before = -1;
        for (Item item : row.get(0).row() == 0 ? List.<Item>of() : row) {
          List<Item> above = graph.rows().get(item.row() - 1);
          int least = graph.above(item).stream().mapToInt(above::indexOf).min().orElseThrow();
          int most = graph.above(item).stream().mapToInt(above::indexOf).max().orElseThrow();
          if (graph.above(item).size() == 1) {
            assertThat(least).isGreaterThanOrEqualTo(before);
            before = most;
          }
        }
      }
    }
  }

  @Test
  void theTrunkIsStraight() {
    GraphPage page = new GraphPage(GraphBox.of(residual()), BOX_WIDTH);
    Map<Integer, Double> places = new TreeMap<>();
    page.graph().rows().forEach(row -> places.put(row.get(0).row(), page.x(row.get(0))));
    assertThat(new HashSet<>(places.values())).hasSize(1);
  }

  @Test
  void skipsStandBesideWhatTheySkip() {
    GraphPage page = new GraphPage(GraphBox.of(residual()), BOX_WIDTH);
    List<Item> row = page.graph().rows().get(1);
    assertThat(row).hasSize(2);
    assertThat(row.get(1).lane()).isTrue();
    assertThat(page.x(row.get(1)) - page.x(row.get(0))).isBetween(BOX_WIDTH / 2, BOX_WIDTH);
  }

  @Test
  void anActivationIsAStripUnderItsOnlyInput() {
    List<GraphBox> boxes = GraphBox.of(residual());
    assertThat(boxes).hasSize(10);
    assertThat(boxes.get(1).nodes()).extracting(GraphNode::name).containsExactly("conv0", "relu0");
    List<GraphNode> readTwice =
        List.of(
            node("input", Family.IMAGE),
            node("conv", Family.CONVOLUTION, 0),
            node("sigmoid", Family.ACTIVATION, 1),
            node("multiply", Family.ARITHMETIC, 1, 2));
    assertThat(GraphBox.of(readTwice)).hasSize(4);
  }

  @Test
  void longGraphsGoOnInAnotherColumnAndShortOnesDoNot() {
    assertThat(new GraphPage(GraphBox.of(chain(10)), BOX_WIDTH).columns()).hasSize(1);
    GraphPage page = new GraphPage(GraphBox.of(chain(200)), BOX_WIDTH);
    assertThat(page.columns().size()).isBetween(5, 20);
    assertThat(page.height() / page.width()).isBetween(0.7, 2.0);
  }

  @Test
  void namesAreWrittenAsTextWhateverTheyHold() throws Exception {
    List<GraphNode> nodes =
        List.of(node("a<b>&\"c\"\u0000\uFFFF", Family.IMAGE), node("/\u5c42/1", Family.DENSE, 0));
    Document svg = parse(GraphDrawing.svg("<&>", "\u0001", nodes));
    assertThat(texts(svg, "text")).contains("a<b>&\"c\"", "/\u5c42/1", "<&>");
  }

  @Test
  void longNamesAreShortenedInTheMiddle() throws Exception {
    String name = "/features/denseblock1/denselayer1/and/so/on/norm1/BatchNormalization";
    Document svg = parse(GraphDrawing.svg("net", "", List.of(node(name, Family.IMAGE))));
    assertThat(texts(svg, "text"))
        .anyMatch(text -> text.startsWith("/features") && text.endsWith("Normalization"))
        .doesNotContain(name);
    assertThat(texts(svg, "title")).anyMatch(text -> text.startsWith(name));
  }

  @Test
  void theSameNodesGiveTheSameBytes() {
    byte[] once = GraphDrawing.svg("net", "", random(7));
    assertThat(GraphDrawing.svg("net", "", random(7))).isEqualTo(once);
  }

  @Test
  void aNodeThatReadsALaterOneIsAnError() {
    List<GraphNode> nodes =
        List.of(node("input", Family.IMAGE), node("conv", Family.CONVOLUTION, 1));
    assertThatThrownBy(() -> GraphDrawing.svg("net", "", nodes))
        .hasMessage("graph: node 1, \"conv\", reads node 1, which is not before it");
    assertThatThrownBy(() -> GraphDrawing.svg("net", "", List.of()))
        .hasMessage("graph: no nodes, needed at least one");
  }

  private static Document parse(byte[] svg) throws Exception {
    assertThat(new String(svg, StandardCharsets.UTF_8)).startsWith("<svg xmlns=");
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  private static List<String> texts(Document svg, String element) {
    NodeList found = svg.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }
}
