package dev.convoy.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Element;

/** Writes JPEG files of quality 90, as cameras and programs do. */
final class TestJpeg {
  private static final String TREE = "javax_imageio_jpeg_image_1.0";

  /** What differs between them. */
  enum Coding {
    /** 4:2:0, one colour for four pixels. */
    BASELINE_420,
    /** 4:4:4, a colour for each pixel. */
    BASELINE_444,
    /** 4:2:0 in ten scans. */
    PROGRESSIVE_420
  }

  private TestJpeg() {}

  static byte[] of(Pixels rgb, Coding coding) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(0.9f);
      if (coding == Coding.PROGRESSIVE_420) {
        settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      }
      BufferedImage image = image(rgb);
      IIOMetadata head = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), settings);
      if (coding == Coding.BASELINE_444) {
        sampleColoursFully(head);
      }
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, head), settings);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static void sampleColoursFully(IIOMetadata head) throws IOException {
    Element tree = (Element) head.getAsTree(TREE);
    Element luma = (Element) tree.getElementsByTagName("componentSpec").item(0);
    luma.setAttribute("HsamplingFactor", "1");
    luma.setAttribute("VsamplingFactor", "1");
    head.setFromTree(TREE, tree);
  }

  private static BufferedImage image(Pixels rgb) {
    BufferedImage image = new BufferedImage(rgb.w(), rgb.h(), BufferedImage.TYPE_INT_RGB);
    byte[] samples = rgb.data();
    for (int i = 0; i < samples.length; i += 3) {
      int red = samples[i] & 0xFF;
      int green = samples[i + 1] & 0xFF;
      int blue = samples[i + 2] & 0xFF;
      image.setRGB(i / 3 % rgb.w(), i / 3 / rgb.w(), red << 16 | green << 8 | blue);
    }
    return image;
  }
}
