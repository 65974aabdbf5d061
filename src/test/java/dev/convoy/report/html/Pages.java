package dev.convoy.report.html;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads pages as a browser would: they are well-formed XML, so that a parser can judge them. */
final class Pages {
  private Pages() {}

  static Document of(Section section) throws Exception {
    return parse(
        new RunReport("title", "done", false, "today", List.of(), List.of(section)).toHtml());
  }

  static Document parse(byte[] html) throws Exception {
    String text = new String(html, StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  static List<Element> all(Document page, String tag) {
    List<Element> elements = new ArrayList<>();
    NodeList found = page.getElementsByTagName(tag);
    for (int i = 0; i < found.getLength(); i++) {
      elements.add((Element) found.item(i));
    }
    return elements;
  }

  static BufferedImage picture(String uri) throws Exception {
    String png = uri.substring(uri.indexOf(',') + 1);
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
  }
}
