package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
}
