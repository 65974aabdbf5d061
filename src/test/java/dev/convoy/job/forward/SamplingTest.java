package dev.convoy.job.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.network.FashionSamples;
import dev.convoy.network.Network;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplingTest {
  private static final Network NETWORK = FashionSamples.network();
  private static final long IMAGES = 1_000_000;

  /** Ids as they come: one after the other, in steps, as times, below zero. */
  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, 1_024, 86_400_000, -7})
  void aboutAThousandAreTakenWhateverTheIds(long step) {
    Sampling sampling = Sampling.of(NETWORK, List.of("logits"), IMAGES);
    long taken = LongStream.range(0, IMAGES).filter(i -> sampling.takes(i * step)).count();
    assertThat(taken).isBetween(850L, 1_150L);
  }

  @Test
  void ofFewImagesAllAreTaken() {
    Sampling sampling = Sampling.of(NETWORK, List.of("logits"), 900);
    assertThat(LongStream.range(0, 900).filter(sampling::takes).count()).isEqualTo(900);
    assertThat(LongStream.range(0, 900).filter(Sampling.NONE::takes).count()).isZero();
  }

  @Test
  void tapsThatAreTooLongForAMapAreNotKept() {
    Sampling sampling = Sampling.of(NETWORK, List.of("relu1", "dense1", "logits", "pool2"), IMAGES);
    assertThat(sampling.taps()).containsExactly("dense1", "logits", "pool2");
    int floats = 64 + 10 + 7 * 7 * 32;
    assertThat((long) sampling.most() * floats).isLessThanOrEqualTo(4 << 20);
  }
}
