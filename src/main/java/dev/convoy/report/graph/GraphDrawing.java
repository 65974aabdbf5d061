package dev.convoy.report.graph;

import dev.convoy.report.Printable;
import dev.convoy.report.graph.GraphRows.Item;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Draws a network as an SVG graph, from top to bottom: boxes with kind, output shape and name;
 * lines for who reads whom, those that skip boxes at their side.
 *
 * <p>Text stays text, which can be searched, and a pointer over a box shows its whole name. Needs
 * neither fonts nor Java's desktop module. The same nodes give the same bytes.
 */
public final class GraphDrawing {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif";
  private static final double MARGIN = 24; // pixels, as all sizes here
  private static final double TITLE_HEIGHT = 44;
  private static final double TEXT_INSET = 8;
  private static final double KIND_LETTER = 6.6; // a letter's width in the mean, a little more
  private static final double SHAPE_LETTER = 5.5;
  private static final double NAME_LETTER = 5.0;
  private static final double LEAST_BOX = 120;
  private static final double WIDEST_BOX = 200;
  private static final String CUT = "\u2026";

  private final XMLStreamWriter xml;
  private final List<GraphBox> boxes;
  private final GraphPage page;
  private final double boxWidth;

  private GraphDrawing(XMLStreamWriter xml, List<GraphBox> boxes) {
    this.xml = xml;
    this.boxes = boxes;
    this.boxWidth = boxWidth(boxes);
    this.page = new GraphPage(boxes, boxWidth);
  }

  /**
   * Draws a network.
   *
   * @param title its name
   * @param subtitle what else is to stand under the title
   * @param nodes in an order in which each follows its inputs
   * @return the bytes of an SVG file
   * @throws IllegalArgumentException if there is no node, or one reads a later one
   */
  public static byte[] svg(String title, String subtitle, List<GraphNode> nodes) {
    GraphNode.check(nodes);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
      new GraphDrawing(xml, GraphBox.of(nodes)).write(title, subtitle);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("an array in memory cannot be written to", e);
    }
    return bytes.toByteArray();
  }

  private static double boxWidth(List<GraphBox> boxes) {
    double widest = LEAST_BOX;
    for (GraphBox box : boxes) {
      GraphNode head = box.nodes().get(0);
      double line = head.kind().length() * KIND_LETTER + head.shape().length() * SHAPE_LETTER;
      widest = Math.max(widest, line + 3 * TEXT_INSET);
      widest = Math.max(widest, head.name().length() * NAME_LETTER + 2 * TEXT_INSET);
    }
    return Math.min(WIDEST_BOX, Math.ceil(widest));
  }

  private void write(String title, String subtitle) throws XMLStreamException {
    double width = Math.max(360, page.width() + 2 * MARGIN);
    double height = page.height() + TITLE_HEIGHT + 2 * MARGIN;
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace(SVG);
    attributes("width", number(width), "height", number(height));
    attributes("viewBox", "0 0 " + number(width) + " " + number(height), "font-family", FONT);
    element("title", Printable.line(title));
    xml.writeStartElement("defs");
    xml.writeStartElement("marker");
    attributes("id", "arrow", "viewBox", "0 0 8 8", "refX", "7.5", "refY", "4");
    attributes("markerWidth", "6", "markerHeight", "6", "orient", "auto");
    xml.writeEmptyElement("path");
    attributes("d", "M0 .8L8 4L0 7.2Z", "fill", "#555555");
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEmptyElement("rect");
    attributes("width", "100%", "height", "100%", "fill", "#FFFFFF");
    text(MARGIN, MARGIN + 14, "18", "#222222", "700", "start", title);
    text(MARGIN, MARGIN + 32, "11.5", "#555555", "400", "start", subtitle);
    xml.writeStartElement("g");
    double left = MARGIN + (width - 2 * MARGIN - page.width()) / 2;
    attributes("transform", "translate(" + number(left) + " " + (MARGIN + TITLE_HEIGHT) + ")");
    writeWires();
    for (List<Item> row : page.graph().rows()) {
      for (Item item : row) {
        if (!item.lane()) {
          writeBox(item);
        }
      }
    }
    xml.writeEndElement();
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private void writeWires() throws XMLStreamException {
    xml.writeStartElement("g");
    attributes("fill", "none", "stroke", "#777777", "stroke-width", "1.2");
    for (GraphWires.Wire wire : new GraphWires(page).all()) {
      xml.writeEmptyElement("path");
      attributes("d", wire.path());
      if (wire.arrow()) {
        attributes("marker-end", "url(#arrow)");
      }
    }
    xml.writeEndElement();
  }

  private void writeBox(Item item) throws XMLStreamException {
    double left = page.x(item) - boxWidth / 2;
    double top = page.top(item.row());
    List<GraphNode> nodes = boxes.get(item.box()).nodes();
    for (int i = 0; i < nodes.size(); i++) {
      GraphNode node = nodes.get(i);
      double height = i == 0 ? GraphPage.HEAD_HEIGHT : GraphPage.STRIP_HEIGHT;
      xml.writeStartElement("g");
      element("title", Printable.line(node.name() + ": " + node.kind() + " " + node.shape()));
      xml.writeEmptyElement("rect");
      attributes("x", number(left), "y", number(top), "width", number(boxWidth));
      attributes("height", number(height), "rx", "3.5", "fill", node.family().fill);
      attributes("stroke", node.family().ink, "stroke-width", "0.9");
      double right = left + boxWidth - TEXT_INSET;
      if (i == 0) {
        text(left + TEXT_INSET, top + 14, "11", "#222222", "700", "start", node.kind());
        text(right, top + 14, "10", "#333333", "400", "end", node.shape());
        int letters = (int) ((boxWidth - 2 * TEXT_INSET) / NAME_LETTER);
        String name = shortened(node.name(), letters);
        text(left + TEXT_INSET, top + 27, "9.5", "#666666", "400", "start", name);
      } else {
        text(left + TEXT_INSET, top + 11.7, "10", "#222222", "700", "start", node.kind());
        double room = boxWidth - 3 * TEXT_INSET - node.kind().length() * KIND_LETTER;
        String name = shortened(node.name(), (int) Math.max(4, room / NAME_LETTER));
        text(right, top + 11.7, "9", "#666666", "400", "end", name);
      }
      xml.writeEndElement();
      top += height + GraphPage.STRIP_GAP;
    }
  }

  private void text(
      double x, double y, String size, String fill, String weight, String anchor, String words)
      throws XMLStreamException {
    xml.writeStartElement("text");
    attributes("x", number(x), "y", number(y), "font-size", size, "fill", fill);
    attributes("font-weight", weight, "text-anchor", anchor);
    xml.writeCharacters(Printable.line(words));
    xml.writeEndElement();
  }

  private void element(String name, String words) throws XMLStreamException {
    xml.writeStartElement(name);
    xml.writeCharacters(words);
    xml.writeEndElement();
  }

  private void attributes(String... namesAndValues) throws XMLStreamException {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      xml.writeAttribute(namesAndValues[i], namesAndValues[i + 1]);
    }
  }

  /** A long name keeps its beginning and more of its end, where names differ. */
  private static String shortened(String name, int letters) {
    if (name.length() <= letters) {
      return name;
    }
    int begin = (letters - 1) / 3;
    return name.substring(0, begin) + CUT + name.substring(name.length() - (letters - 1 - begin));
  }

  /** With two digits after the point at most, the same in every locale. */
  static String number(double value) {
    BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}
