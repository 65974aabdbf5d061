package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.ByteMutator;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class SalvagedImageTest {
  @Test
  void whatIsThereOfACutOffPhotoIsSeen() {
    Pixels seen = SalvagedImage.of(TestImages.photo("broken-truncated.jpg"), 200).orElseThrow();
    assertThat(seen.w()).isEqualTo(200);
    assertThat(seen.data()[3 * 20] & 0xFF).isPositive();
  }

  @Test
  void cutOffPngShowsItsFirstRows() {
    byte[] whole = TestImages.photo("cat.png");
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    Pixels seen = SalvagedImage.of(half, 100).orElseThrow();
    assertThat(seen.data()[0] & 0xFF).isPositive();
    int last = seen.data().length - 1;
    assertThat(seen.data()[last]).isZero();
  }

  @Test
  void formatsThatNetworksAreNotGivenCanBeSeen() throws Exception {
    BufferedImage red = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = red.createGraphics();
    g.setColor(Color.RED);
    g.fillRect(0, 0, 30, 20);
    g.dispose();
    for (String format : new String[] {"gif", "bmp"}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      assertThat(ImageIO.write(red, format, bytes)).isTrue();
      Pixels seen = SalvagedImage.of(bytes.toByteArray(), 100).orElseThrow();
      assertThat(seen.data()).startsWith(255, 0, 0);
    }
  }

  @Test
  void nothingIsSeenOfWhatIsNoPicture() {
    assertThat(SalvagedImage.of(new byte[0], 100)).isEmpty();
    assertThat(SalvagedImage.of(TestImages.photo("broken-not-an-image.jpg"), 100)).isEmpty();
  }

  @Test
  void spoiltFilesNeverThrow() {
    int seen = 0;
    for (Path file : TestImages.small()) {
      byte[] whole = TestImages.bytes(file);
      for (long seed = 1; seed <= 20; seed++) {
        byte[] spoilt = new ByteMutator(seed).mutant(whole);
        Optional<Pixels> picture = SalvagedImage.of(spoilt, 50);
        seen += picture.isPresent() ? 1 : 0;
        picture.ifPresent(p -> assertThat(Math.max(p.h(), p.w())).isLessThanOrEqualTo(50));
      }
    }
    assertThat(seen).isPositive();
  }

  /** Whose reader would go over the whole picture a thousand times. */
  @Test
  void jpegOfEndlessScansIsNotLookedInto() {
    byte[] photo = TestImages.photo("coffee.jpg");
    byte[] endless = Arrays.copyOf(photo, photo.length + 2 * 200);
    for (int i = photo.length; i < endless.length; i += 2) {
      endless[i] = (byte) 0xFF;
      endless[i + 1] = (byte) 0xDA;
    }
    assertThat(SalvagedImage.of(photo, 50)).isPresent();
    assertThat(SalvagedImage.of(endless, 50)).isEmpty();
  }
}
