package dev.convoy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CenterCropTest {
  /** Rows of 1 to n, one sample each. */
  private static Pixels column(int n) {
    byte[] samples = new byte[n];
    for (int i = 0; i < n; i++) {
      samples[i] = (byte) (i + 1);
    }
    return new Pixels(n, 1, 1, samples);
  }

  @ParameterizedTest
  @CsvSource({"6,2,3", "5,2,3", "7,2,3", "9,2,5", "4,1,3", "3,1,2"})
  void halfASurplusIsRoundedToEven(int size, int cut, int first) {
    assertThat(CenterCrop.to(column(size), cut, 1).data()[0]).isEqualTo((byte) first);
  }

  @Test
  void smallerPicturesAreSetIntoBlack() {
    assertThat(CenterCrop.to(column(2), 5, 1).data()).containsExactly(0, 1, 2, 0, 0);
    assertThat(CenterCrop.to(column(4), 2, 2).data()).containsExactly(2, 0, 3, 0);
  }

  @Test
  void allChannelsAreCut() {
    byte[] samples = new byte[27];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) i;
    }
    assertThat(CenterCrop.to(new Pixels(3, 3, 3, samples), 1, 1).data())
        .containsExactly(12, 13, 14);
    assertThat(CenterCrop.to(new Pixels(3, 3, 3, samples), 3, 1).data())
        .containsExactly(3, 4, 5, 12, 13, 14, 21, 22, 23);
  }

  @Test
  void theSameSizeIsTheSamePicture() {
    Pixels picture = column(3);
    assertThat(CenterCrop.to(picture, 3, 1)).isSameAs(picture);
  }

  @Test
  void sizesBelowOneAreErrors() {
    assertThatThrownBy(() -> CenterCrop.to(column(3), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crop to 1 x 0: needs at least 1 x 1");
  }
}
