package dev.convoy.report.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.report.graph.GraphNode.Family;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class GraphDrawingTest {
  private static GraphNode node(String name, Family family, Integer... inputs) {
    return new GraphNode(name, "kind", "[8, 8, 4]", family, List.of(inputs));
  }

  /** Two branches, a skip over both, and a strip. */
  private static List<GraphNode> branches() {
    return List.of(
        node("image", Family.IMAGE),
        node("left", Family.CONVOLUTION, 0),
        node("left-relu", Family.ACTIVATION, 1),
        node("right", Family.CONVOLUTION, 0),
        node("joined", Family.JOIN, 2, 3),
        node("sum", Family.ARITHMETIC, 4, 0),
        node("scores <&>", Family.DENSE, 5));
  }

  private static Document drawn(List<GraphNode> nodes) throws Exception {
    byte[] svg = GraphDrawing.svg("title", "subtitle", nodes);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  private static List<Rectangle2D> boxes(Document svg) {
    List<Rectangle2D> boxes = new ArrayList<>();
    NodeList rects = svg.getElementsByTagName("rect");
    for (int i = 0; i < rects.getLength(); i++) {
      Element rect = (Element) rects.item(i);
      if (!rect.getAttribute("width").equals("100%")) {
        boxes.add(
            new Rectangle2D.Double(
                number(rect, "x"),
                number(rect, "y"),
                number(rect, "width"),
                number(rect, "height")));
      }
    }
    return boxes;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void everyNodeHasItsPlace() throws Exception {
    Document svg = drawn(branches());
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("title", "subtitle", "left-relu", "scores <&>");
    List<Rectangle2D> boxes = boxes(svg);
    assertThat(boxes).hasSize(branches().size());
    Rectangle2D page =
        new Rectangle2D.Double(
            0,
            0,
            number(svg.getDocumentElement(), "width"),
            number(svg.getDocumentElement(), "height"));
    for (int i = 0; i < boxes.size(); i++) {
      assertThat(page.contains(boxes.get(i))).isTrue();
      for (int j = 0; j < i; j++) {
        assertThat(boxes.get(i).intersects(boxes.get(j))).as("%s and %s", i, j).isFalse();
      }
    }
  }

  @Test
  void longNetworksGoOnInAnotherColumn() throws Exception {
    List<GraphNode> chain = new ArrayList<>(List.of(node("image", Family.IMAGE)));
    for (int i = 1; i < 120; i++) {
      chain.add(node("conv" + i, Family.CONVOLUTION, i - 1));
    }
    Document svg = drawn(chain);
    assertThat(boxes(svg)).hasSize(120);
    double width = number(svg.getDocumentElement(), "width");
    double height = number(svg.getDocumentElement(), "height");
    assertThat(height).isLessThan(5 * width);
  }

  @Test
  void aNodeCannotReadALaterOne() {
    assertThatThrownBy(() -> GraphDrawing.svg("t", "s", List.of(node("a", Family.DENSE, 1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("node 0, \"a\", reads node 1, which is not before it");
  }
}
