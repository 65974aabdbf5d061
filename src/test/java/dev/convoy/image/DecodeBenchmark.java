package dev.convoy.image;

import com.sun.management.ThreadMXBean;
import dev.convoy.config.ConfigReader;
import dev.convoy.tensor.Shape;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.AreaAveragingScaleFilter;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.FilteredImageSource;
import java.awt.image.PixelGrabber;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * JPEG photos to the numbers of {@code preprocess: imagenet} on one thread, beside what a user
 * would write with ImageIO, turn by turn in one JVM; and the parts of ours.
 *
 * <p>Run: {@code mvn -q -Pbench test-compile exec:exec -Dbench=dev.convoy.image.DecodeBenchmark
 * [-Dbench.arguments="height width rounds"]}. Read: milliseconds of a core a photo (the thread's
 * own time, so that other work on the machine counts little), best and median round; photos a
 * second in the best; MB allocated a photo.
 */
public final class DecodeBenchmark {
  private static final List<String> PHOTOS =
      List.of("astronaut.jpg", "coffee.jpg", "galaxies.jpg", "retina.jpg", "rocket.jpg");
  private static final int SHORTER_SIDE = 256;
  private static final int CROP = 224;
  private static final Shape WANTED = Shape.of(CROP, CROP, 3);
  private static final Preprocess PREPROCESS =
      Preprocess.from(ConfigReader.read("preprocess: imagenet", "bench").get("preprocess"));
  private static final ImageDecoder DECODER = new ImageDecoder(100_000_000, Channels.RGB);
  private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final float[] numbers = new float[CROP * CROP * 3];
  private final List<byte[]> photos = new ArrayList<>();
  private final Map<byte[], JpegFile> files = new IdentityHashMap<>();
  private final Map<byte[], Pixels> decoded = new IdentityHashMap<>();
  private final Map<byte[], Pixels> sized = new IdentityHashMap<>();

  private DecodeBenchmark(int h, int w, TestJpeg.Coding coding)
      throws IOException, BadImageException {
    for (String name : PHOTOS) {
      byte[] jpeg = TestJpeg.of(Resize.to(TestImages.rgb(TestImages.photo(name)), h, w), coding);
      photos.add(jpeg);
      files.put(jpeg, JpegFile.parse(jpeg));
      decoded.put(jpeg, DECODER.decode(jpeg));
      sized.put(jpeg, PREPROCESS.sized(decoded.get(jpeg)));
    }
  }

  /** Something done with a photo's file. */
  @FunctionalInterface
  private interface Way {
    void go(byte[] jpeg) throws Exception;
  }

  /** Height, width, rounds; all optional. */
  public static void main(String[] arguments) throws Exception {
    int h = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 375;
    int w = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 500;
    int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
    ImageIO.setUseCache(false);
    for (TestJpeg.Coding coding : TestJpeg.Coding.values()) {
      DecodeBenchmark benchmark = new DecodeBenchmark(h, w, coding);
      double kB = benchmark.photos.stream().mapToInt(jpeg -> jpeg.length).average().orElse(0) / 1e3;
      System.out.printf(Locale.ROOT, "%n%s, %d x %d, %.0f kB a photo%n%n", coding, w, h, kB);
      benchmark.measure(rounds);
    }
  }

  private Map<String, Way> ways() {
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("ImageIO.read alone", jpeg -> ImageIO.read(new ByteArrayInputStream(jpeg)));
    ways.put("ImageIO, drawImage bilinear, numbers", this::drawn);
    ways.put("ImageIO, area averaging, numbers", this::averaged);
    ways.put("ours", jpeg -> PREPROCESS.apply(DECODER.decode(jpeg), WANTED, numbers, 0));
    ways.put("- segments", JpegFile::parse);
    ways.put("- samples by Java's reader", jpeg -> JpegPixels.decode(files.get(jpeg)));
    ways.put("- resize and crop", jpeg -> PREPROCESS.sized(decoded.get(jpeg)));
    ways.put("- numbers", jpeg -> PREPROCESS.numbersOf(sized.get(jpeg), WANTED, numbers, 0));
    return ways;
  }

  private void measure(int rounds) throws Exception {
    Map<String, double[]> millis = new LinkedHashMap<>();
    Map<String, Double> megabytes = new LinkedHashMap<>();
    for (int round = -rounds; round < rounds; round++) {
      for (Map.Entry<String, Way> way : ways().entrySet()) {
        long heapBefore = THREAD.getCurrentThreadAllocatedBytes();
        long began = THREAD.getCurrentThreadCpuTime();
        for (byte[] jpeg : photos) {
          way.getValue().go(jpeg);
        }
        double each = (THREAD.getCurrentThreadCpuTime() - began) / 1e6 / photos.size();
        long heap = THREAD.getCurrentThreadAllocatedBytes() - heapBefore;
        if (round >= 0) {
          millis.computeIfAbsent(way.getKey(), name -> new double[rounds])[round] = each;
          megabytes.put(way.getKey(), heap / 1e6 / photos.size());
        }
      }
    }
    System.out.println(
        "| | best | median | photos a second | MB allocated |\n|---|---|---|---|---|");
    millis.forEach((way, all) -> print(way, all, megabytes.get(way)));
  }

  private static void print(String way, double[] millis, double megabytes) {
    Arrays.sort(millis);
    double best = millis[0];
    double median = millis[millis.length / 2];
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %.2f | %.0f | %.2f |%n",
        way,
        best,
        median,
        1000 / best,
        megabytes);
  }

  /** Without antialiasing: bilinear between the four nearest samples. */
  private void drawn(byte[] jpeg) throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(jpeg));
    int w = scaled(read.getWidth(), read);
    int h = scaled(read.getHeight(), read);
    BufferedImage cut = new BufferedImage(CROP, CROP, BufferedImage.TYPE_3BYTE_BGR);
    Graphics2D graphics = cut.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(read, (CROP - w) / 2, (CROP - h) / 2, w, h, null);
    graphics.dispose();
    byte[] bgr = ((DataBufferByte) cut.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < bgr.length; i += 3) {
      setPixel(i, bgr[i + 2] & 0xFF, bgr[i + 1] & 0xFF, bgr[i] & 0xFF);
    }
  }

  /** With antialiasing: what Java has for it. */
  private void averaged(byte[] jpeg) throws IOException, InterruptedException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(jpeg));
    int w = scaled(read.getWidth(), read);
    int h = scaled(read.getHeight(), read);
    int[] cut = new int[CROP * CROP];
    var scaling = new FilteredImageSource(read.getSource(), new AreaAveragingScaleFilter(w, h));
    new PixelGrabber(scaling, (w - CROP) / 2, (h - CROP) / 2, CROP, CROP, cut, 0, CROP)
        .grabPixels();
    for (int i = 0; i < cut.length; i++) {
      setPixel(3 * i, cut[i] >> 16 & 0xFF, cut[i] >> 8 & 0xFF, cut[i] & 0xFF);
    }
  }

  private static int scaled(int side, BufferedImage picture) {
    return side * SHORTER_SIDE / Math.min(picture.getWidth(), picture.getHeight());
  }

  private void setPixel(int at, int red, int green, int blue) {
    numbers[at] = (red / 255f - 0.485f) / 0.229f;
    numbers[at + 1] = (green / 255f - 0.456f) / 0.224f;
    numbers[at + 2] = (blue / 255f - 0.406f) / 0.225f;
  }
}
