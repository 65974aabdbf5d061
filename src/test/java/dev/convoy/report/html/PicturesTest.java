package dev.convoy.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PicturesTest {
  private static final int DARKEST = 0xFF440154;
  private static final int BRIGHTEST = 0xFFFDE725;

  @Test
  void rasterKeepsItsColours() throws Exception {
    byte[] rgb = {(byte) 255, 0, 0, 0, (byte) 255, 0, 1, 2, 3, 0, 0, (byte) 200};
    BufferedImage picture = Pages.picture(new Raster(2, 2, 3, rgb).uri());
    assertThat(picture.getRGB(0, 0)).isEqualTo(0xFFFF0000);
    assertThat(picture.getRGB(1, 0)).isEqualTo(0xFF00FF00);
    assertThat(picture.getRGB(0, 1)).isEqualTo(0xFF010203);
    assertThat(picture.getRGB(1, 1)).isEqualTo(0xFF0000C8);
    BufferedImage grey = Pages.picture(new Raster(1, 1, 1, new byte[] {(byte) 200}).uri());
    assertThat(grey.getRGB(0, 0)).isEqualTo(0xFFC8C8C8);
  }

  /** A filter over colours: red at its first tap, blue at its second, less green than both. */
  @Test
  void filtersOverColoursAreInColour() throws Exception {
    float[] hwio = {1, -1, 0, 0, 1, 0}; // [1, 2, 3, 1]
    FilterSheet sheet = new FilterSheet("filters", "conv1", new Tensor(Shape.of(1, 2, 3, 1), hwio));
    BufferedImage picture = Pages.picture(sheet.picture());
    assertThat(picture.getRGB(0, 0)).isEqualTo(0xFFFF0080);
    assertThat(picture.getRGB(picture.getWidth() - 1, 0)).isEqualTo(0xFF80FF80);
  }

  @Test
  void filtersLieInLinesOfSixteen() throws Exception {
    float[] weights = new float[3 * 3 * 2 * 20];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % 20 == 17 ? i : 0; // filter 17 alone has weights that differ
    }
    BufferedImage picture =
        Pages.picture(
            new FilterSheet("f", "w", new Tensor(Shape.of(3, 3, 2, 20), weights)).picture());
    int side = 48;
    int step = side + 6;
    assertThat(picture.getWidth()).isEqualTo(16 * step - 6);
    assertThat(picture.getHeight()).isEqualTo(2 * step - 6);
    assertThat(picture.getRGB(step, step)).isEqualTo(0xFF000000); // its smallest weight
    assertThat(picture.getRGB(step + side - 1, step + side - 1)).isEqualTo(0xFFFFFFFF);
    assertThat(picture.getRGB(picture.getWidth() - 1, picture.getHeight() - 1) >>> 24).isZero();
  }

  private static Specimen specimen(String path, float from) {
    TapValues maps =
        new TapValues(
            "conv",
            Shape.of(1, 2, 9),
            new int[] {4, 7},
            1,
            2,
            new float[][] {{from, from + 1}, {5, 5}});
    float[] vector = new float[40];
    vector[33] = from;
    return new Specimen(
        path,
        -1,
        new Raster(1, 1, 1, new byte[1]),
        List.of(maps, TapValues.ofVector("fc", Shape.of(40), vector)));
  }

  @Test
  void aChannelHasOneScaleOverAllImages() throws Exception {
    SpecimenSheet sheet = new SpecimenSheet(List.of(specimen("a", 0), specimen("b", 9)));
    BufferedImage first = Pages.picture(sheet.rows().get(0).cells().get(0).picture());
    BufferedImage second = Pages.picture(sheet.rows().get(1).cells().get(0).picture());
    assertThat(first.getRGB(0, 0)).isEqualTo(DARKEST);
    assertThat(second.getRGB(first.getWidth() / 2 - 3, 0)).isEqualTo(BRIGHTEST);
    assertThat(second.getRGB(0, 0)).isNotEqualTo(DARKEST);
    assertThat(first.getRGB(first.getWidth() - 1, 0)).isEqualTo(DARKEST); // all alike
    assertThat(sheet.rows().get(0).cells().get(0).note()).isEqualTo("[1, 2, 9], channels 4, 7");
    assertThat(sheet.rows().get(1).cells().get(1).note()).isEqualTo("[40], largest: 9.000 at 33");
  }

  @Test
  void aVectorGoesOnInAnotherLine() throws Exception {
    SpecimenSheet sheet = new SpecimenSheet(List.of(specimen("a", 2)));
    BufferedImage vector = Pages.picture(sheet.rows().get(0).cells().get(1).picture());
    assertThat(vector.getWidth()).isEqualTo(320);
    assertThat(vector.getHeight()).isEqualTo(20);
    assertThat(vector.getRGB(15, 15)).isEqualTo(BRIGHTEST); // number 33
    assertThat(vector.getRGB(15, 5)).isEqualTo(DARKEST);
  }

  @Test
  void numbersThatAreNotFiniteDoNotSpoilTheScale() {
    ValueScales scales =
        ValueScales.of(
            List.of(
                TapValues.ofVector(
                    "t", Shape.of(4), new float[] {Float.NaN, 1, 3, Float.POSITIVE_INFINITY})));
    assertThat(scales.place(0, 2)).isEqualTo(0.5);
  }

  @Test
  void kindsOnAMapHaveColoursOfTheirOwnAndNumbersTheirOrder() throws Exception {
    List<FeatureMap.Point> points =
        IntStream.range(0, 60)
            .mapToObj(
                i ->
                    new FeatureMap.Point(new float[] {i, i % 7}, Integer.toString(i % 12), "p" + i))
            .toList();
    Document page = Pages.of(FeatureMap.of("fc", "label", points).orElseThrow());
    assertThat(Pages.all(page, "circle")).hasSize(60);
    Set<String> colours =
        Pages.all(page, "circle").stream()
            .map(dot -> dot.getAttribute("fill"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(colours).hasSize(12);
    assertThat(Pages.all(page, "i")).hasSize(12);
    String legend = Pages.all(page, "section").get(0).getTextContent();
    assertThat(legend.indexOf("label 2 ")).isLessThan(legend.indexOf("label 10 "));
    assertThat(Pages.all(page, "circle").get(3).getTextContent()).isEqualTo("p3");
  }

  @Test
  void pointsThatAreNotFiniteHaveNoPlaceOnTheMap() {
    FeatureMap.Point bad = new FeatureMap.Point(new float[] {Float.NaN}, "", "");
    assertThat(FeatureMap.of("fc", "", List.of(bad, bad, bad, bad))).isEmpty();
  }
}
