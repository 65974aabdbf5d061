package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

class ThumbnailTest {
  @Test
  void smallPicturesStayAndLargeOnesKeepTheirShape() throws BadImageException {
    Pixels photo = TestImages.rgb(TestImages.photo("coffee.jpg"));
    Pixels small = Thumbnail.of(photo, 90);
    assertThat(Math.max(small.h(), small.w())).isEqualTo(90);
    assertThat((double) small.h() / small.w())
        .isCloseTo((double) photo.h() / photo.w(), within(0.02));
    assertThat(Thumbnail.of(small, 90)).isSameAs(small);
    assertThat(Thumbnail.of(new Pixels(1, 4000, 1, new byte[4000]), 10).h()).isEqualTo(1);
  }

  @Test
  void whatIsThereOfACutOffPhotoIsSeen() {
    Pixels seen = Thumbnail.ofBroken(TestImages.photo("broken-truncated.jpg"), 200).orElseThrow();
    assertThat(seen.w()).isEqualTo(200);
    assertThat(seen.data()[3 * 20] & 0xFF).isPositive();
  }

  @Test
  void cutOffPngShowsItsFirstRows() {
    byte[] whole = TestImages.photo("cat.png");
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    Pixels seen = Thumbnail.ofBroken(half, 100).orElseThrow();
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
      Pixels seen = Thumbnail.ofBroken(bytes.toByteArray(), 100).orElseThrow();
      assertThat(seen.data()).startsWith(255, 0, 0);
    }
  }

  @Test
  void nothingIsSeenOfWhatIsNoPicture() {
    assertThat(Thumbnail.ofBroken(new byte[0], 100)).isEmpty();
    assertThat(Thumbnail.ofBroken(TestImages.photo("broken-not-an-image.jpg"), 100)).isEmpty();
  }

  @Test
  void spoiltFilesNeverThrow() {
    int seen = 0;
    for (Path file : TestImages.small()) {
      byte[] whole = TestImages.bytes(file);
      for (long seed = 1; seed <= 20; seed++) {
        byte[] spoilt = new ByteMutator(seed).mutant(whole);
        Optional<Pixels> picture = Thumbnail.ofBroken(spoilt, 50);
        seen += picture.isPresent() ? 1 : 0;
        picture.ifPresent(p -> assertThat(Math.max(p.h(), p.w())).isLessThanOrEqualTo(50));
      }
    }
    assertThat(seen).isPositive();
  }
}
