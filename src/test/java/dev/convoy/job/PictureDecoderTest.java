package dev.convoy.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.image.BadImageException;
import dev.convoy.image.Channels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PictureDecoderTest {
  private static final byte[] SMALL = png(20, 10);
  private static final byte[] LARGE = png(2100, 2000); // over 4 million pixels of 3 bytes

  private static byte[] png(int w, int h) {
    try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
      ImageIO.write(new BufferedImage(w, h, BufferedImage.TYPE_3BYTE_BGR), "png", out);
      return out.toByteArray();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static PictureDecoder decoder(long maxPixels, long room) {
    return new PictureDecoder(new PictureLimit(maxPixels, room), Channels.RGB);
  }

  @Test
  void smallAndLargePicturesAreHandedOn() throws BadImageException {
    List<Integer> widths = new ArrayList<>();
    decoder(5_000_000, 15_000_000).decode(SMALL, pixels -> widths.add(pixels.w()));
    decoder(5_000_000, 15_000_000).decode(LARGE, pixels -> widths.add(pixels.w()));
    assertThat(widths).containsExactly(20, 2100);
  }

  @Test
  void whatTheHeapHasNoRoomForSaysSoAndWhatToDo() {
    assertThatThrownBy(() -> decoder(100_000_000, 12_400_000).decode(LARGE, pixels -> {}))
        .isInstanceOf(BadImageException.class)
        .hasMessage(
            "memory: 2100 x 2000 pixels take 13 MB to decode; the executor's heap has room for 12 MB;"
                + " give executors more memory, or set batchSize or tasks at a time lower");
  }

  @Test
  void theUsersOwnLimitIsToldAsSuch() {
    assertThatThrownBy(() -> decoder(4_100_000, 50_000_000).decode(LARGE, pixels -> {}))
        .hasMessage("decode: 2100 x 2000 = 4,200,000 pixels exceed maxPixels 4,100,000");
    assertThatThrownBy(() -> decoder(100, 50_000_000).decode(SMALL, pixels -> {}))
        .hasMessage("decode: 20 x 10 = 200 pixels exceed maxPixels 100");
  }

  @Test
  void aLargePictureThatTakesTooMuchIsBadAndTheNextOneIsNot() throws BadImageException {
    PictureDecoder decoder = decoder(5_000_000, 15_000_000);
    assertThatThrownBy(
            () ->
                decoder.decode(
                    LARGE,
                    pixels -> {
                      throw new OutOfMemoryError("of the test");
                    }))
        .isInstanceOf(BadImageException.class)
        .hasMessageStartingWith("memory: decoding it took more than was free");
    AtomicInteger seen = new AtomicInteger();
    decoder.decode(LARGE, pixels -> seen.incrementAndGet());
    assertThat(seen).hasValue(1);
  }

  @Test
  void largePicturesWaitForRoomAndSmallOnesDoNot() throws Exception {
    PictureDecoder decoder = decoder(5_000_000, 15_000_000);
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch smallIsDone = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Callable<Void> large =
          () -> {
            decoder.decode(
                LARGE,
                pixels -> {
                  most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                  await(smallIsDone);
                  atOnce.decrementAndGet();
                });
            return null;
          };
      List<Future<Void>> all = List.of(threads.submit(large), threads.submit(large));
      threads
          .submit(
              () -> {
                decoder.decode(SMALL, pixels -> smallIsDone.countDown());
                return null;
              })
          .get();
      for (Future<Void> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(most).hasValue(1);
  }

  @Test
  void asManyLargePicturesAsThereIsRoomForAreDecodedAtOnce() throws Exception {
    PictureDecoder decoder = decoder(5_000_000, 30_000_000);
    CountDownLatch both = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Void> large =
          () -> {
            decoder.decode(
                LARGE,
                pixels -> {
                  both.countDown();
                  await(both);
                });
            return null;
          };
      for (Future<Void> one : threads.invokeAll(List.of(large, large), 1, TimeUnit.MINUTES)) {
        one.get(); // was not cancelled: both were in at once
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
