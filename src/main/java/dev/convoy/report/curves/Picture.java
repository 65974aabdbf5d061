package dev.convoy.report.curves;

import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.ls.DOMImplementationLS;
import org.w3c.dom.ls.LSSerializer;

/** The page as the bytes of a file. Nothing in them depends on time or chance. */
final class Picture {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final int SVG_DECIMALS = 2; // of a pixel
  private static final int PNG_SCALE = 2; // pixels of the file per pixel of the drawing, each way

  private Picture() {}

  /** Text becomes outlines, so that the picture is the same on machines with other fonts. */
  static byte[] svg(String title, List<EpochMetrics> epochs) throws ParserConfigurationException {
    Document document =
        DocumentBuilderFactory.newDefaultInstance()
            .newDocumentBuilder()
            .getDOMImplementation()
            .createDocument(SVG, "svg", null);
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
    context.setPrecision(SVG_DECIMALS);
    context.setComment("learning curves");
    SVGGraphics2D g = new SVGGraphics2D(context, true);
    g.setSVGCanvasSize(new Dimension(Page.WIDTH, Page.HEIGHT));
    Page.paint(g, title, epochs);

    Element root = g.getRoot();
    root.setAttribute("viewBox", "0 0 " + Page.WIDTH + " " + Page.HEIGHT);
    Element name = document.createElementNS(SVG, "title");
    name.setTextContent(title);
    root.insertBefore(name, root.getFirstChild());
    LSSerializer writer = ((DOMImplementationLS) document.getImplementation()).createLSSerializer();
    writer.getDomConfig().setParameter("xml-declaration", false);
    writer.setNewLine("\n");
    return writer.writeToString(root).getBytes(StandardCharsets.UTF_8);
  }

  static byte[] png(String title, List<EpochMetrics> epochs) throws IOException {
    BufferedImage image =
        new BufferedImage(
            PNG_SCALE * Page.WIDTH, PNG_SCALE * Page.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.scale(PNG_SCALE, PNG_SCALE);
      Page.paint(g, title, epochs);
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // ImageIO's own stream would keep a temporary file.
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    }
    return bytes.toByteArray();
  }
}
