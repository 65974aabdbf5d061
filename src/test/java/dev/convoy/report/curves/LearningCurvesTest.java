package dev.convoy.report.curves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.report.curves.LearningCurves.Format;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What a drawing holds is counted in its SVG: lines, markers and grid lines by their colours. */
class LearningCurvesTest {
  private static final String BLUE = "rgb(0,114,178)"; // training
  private static final String ORANGE = "rgb(213,94,0)"; // test
  private static final String GRID = "rgb(228,228,228)";
  private static final int PANELS = 2;
  private static final int LEGEND = 1; // one line, and one marker, of each colour

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 60, 200})
  void aCurveHasALineFromEveryEpochToTheNext(int count) throws Exception {
    Document svg = svg("net", epochs(count, LearningCurvesTest::ordinary));

    assertThat(lines(svg, BLUE)).isEqualTo(PANELS * (count - 1) + LEGEND);
    assertThat(lines(svg, ORANGE)).isEqualTo(PANELS * (count - 1) + LEGEND);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "20, 20", "21, 0", "200, 0"})
  void onlyAShortCurveHasMarkers(int count, int markers) throws Exception {
    Document svg = svg("net", epochs(count, LearningCurvesTest::ordinary));

    int expected = markers == 0 ? 0 : PANELS * markers + LEGEND;
    assertThat(count(svg, "circle", shape -> paint(shape, "fill").equals(BLUE)))
        .isEqualTo(expected);
    assertThat(count(svg, "rect", shape -> paint(shape, "fill").equals(ORANGE)))
        .isEqualTo(expected);
  }

  @Test
  void withoutTestDataThereIsNoSecondCurveAndNoNameForIt() throws Exception {
    List<EpochMetrics> epochs = epochs(5, LearningCurvesTest::untested);

    assertThat(lines(svg("net", epochs), BLUE)).isEqualTo(PANELS * 4 + LEGEND);
    assertThat(new String(LearningCurves.draw("net", epochs, Format.SVG), StandardCharsets.UTF_8))
        .doesNotContain(ORANGE);
  }

  @Test
  void aCurveGoesOnAfterAValueThatIsNotFinite() throws Exception {
    List<EpochMetrics> epochs = new ArrayList<>(epochs(7, LearningCurvesTest::ordinary));
    epochs.set(2, new EpochMetrics(3, Double.NaN, 0.5, 1, 0.5, 0.1, 10));
    epochs.set(3, new EpochMetrics(4, Double.POSITIVE_INFINITY, 0.5, 1, 0.5, 0.1, 10));
    epochs.set(4, new EpochMetrics(5, 1e300, 0.5, 1, 0.5, 0.1, 10));

    int lossPoints = 4;
    int accuracyPoints = 7;
    assertThat(lines(svg("net", epochs), BLUE))
        .isEqualTo(lossPoints - 1 + accuracyPoints - 1 + LEGEND);
  }

  /** Every epoch has its label where there is room, and no half epoch ever has one. */
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 3", "10, 10", "12, 6", "60, 7", "200, 11"})
  void epochsHaveWholeNumbers(int count, int labels) throws Exception {
    Document svg = svg("net", epochs(count, LearningCurvesTest::ordinary));

    assertThat(count(svg, "path", LearningCurvesTest::isVerticalGridLine))
        .isEqualTo(PANELS * labels);
  }

  @ParameterizedTest
  @EnumSource
  void theSameMetricsGiveTheSameBytes(Format format) {
    byte[] drawn = LearningCurves.draw("net", epochs(9, LearningCurvesTest::ordinary), format);

    assertThat(LearningCurves.draw("net", epochs(9, LearningCurvesTest::ordinary), format))
        .isEqualTo(drawn);
    assertThat(LearningCurves.draw("other", epochs(9, LearningCurvesTest::ordinary), format))
        .isNotEqualTo(drawn);
    assertThat(LearningCurves.draw("net", epochs(9, LearningCurvesTest::untested), format))
        .isNotEqualTo(drawn);
  }

  @ParameterizedTest
  @EnumSource
  void noLocaleChangesThePicture(Format format) {
    List<EpochMetrics> epochs = epochs(9, LearningCurvesTest::ordinary);
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.ENGLISH);
      byte[] drawn = LearningCurves.draw("net", epochs, format);
      for (String tag : List.of("de-DE", "ar-EG-u-nu-arab")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(LearningCurves.draw("net", epochs, format)).as(tag).isEqualTo(drawn);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aPngShowsBothCurvesOnWhite() throws IOException {
    byte[] png = LearningCurves.draw("net", epochs(4, LearningCurvesTest::ordinary), Format.PNG);

    BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
    assertThat(image.getWidth()).isEqualTo(2080);
    assertThat(image.getHeight()).isEqualTo(820);
    int[] colors = image.getRGB(0, 0, 2080, 820, null, 0, 2080);
    assertThat(Arrays.stream(colors).filter(color -> color == 0xFFFFFFFF).count())
        .isGreaterThan(colors.length / 2);
    assertThat(colors).contains(0xFF0072B2, 0xFFD55E00);
  }

  @ParameterizedTest
  @ValueSource(strings = {"net", "a<b> & \"c\"", "$x^2$", "Größe 7 – 网络", ""})
  void theTitleIsTheNetworksName(String name) throws Exception {
    Document svg = svg(name, epochs(2, LearningCurvesTest::ordinary));

    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo(name);
  }

  @Test
  void whatNoFontAndNoXmlHoldsIsLeftOutOfTheTitle() throws Exception {
    Document svg = svg("a\u0000b\ud800c\n", epochs(2, LearningCurvesTest::ordinary));

    assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("a b c");
  }

  @ParameterizedTest
  @MethodSource("hostileRuns")
  void noRunIsTooOddToDraw(List<EpochMetrics> epochs) throws Exception {
    assertThat(count(svg("net", epochs), "path", LearningCurvesTest::isVerticalGridLine))
        .isGreaterThanOrEqualTo(PANELS);
  }

  static Stream<List<EpochMetrics>> hostileRuns() {
    double nan = Double.NaN;
    return Stream.of(
        epochs(3, e -> new EpochMetrics(e, nan, nan, nan, nan, nan, 0)),
        epochs(3, e -> new EpochMetrics(e, 0, 0, 0, 0, 0, 0)),
        epochs(3, e -> new EpochMetrics(e, 1, 1, 1, 1, 1, 1)),
        epochs(9, e -> new EpochMetrics(e, Math.pow(10, 5 * e), 0.1, nan, nan, 0.1, 1)),
        epochs(9, e -> new EpochMetrics(e, Math.pow(10, -40 * e), 0.1, 1e-9, 1, 0.1, 1)),
        epochs(3, e -> new EpochMetrics(e, 1 + e * 1e-15, 1e9 + e, 1e15 + e, 1 - 1e-12, 1, 1)),
        epochs(2, e -> new EpochMetrics(e, Float.MAX_VALUE, 0, -Float.MAX_VALUE, 0, 0, 1)),
        Stream.of(0, 7, Integer.MAX_VALUE).map(LearningCurvesTest::ordinary).toList());
  }

  @Test
  void epochsThatDoNotRiseAreRefused() {
    List<EpochMetrics> twice = List.of(ordinary(4), ordinary(4));

    assertThatThrownBy(() -> LearningCurves.draw("net", twice, Format.SVG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("curves of net: epoch 4 follows epoch 4");
    assertThatThrownBy(() -> LearningCurves.draw("net", List.of(), Format.SVG))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no epochs");
  }

  @Test
  void theFileNameSaysTheFormat() {
    assertThat(Format.of("out/run 1/curves.svg")).isEqualTo(Format.SVG);
    assertThat(Format.of("CURVES.PNG")).isEqualTo(Format.PNG);
    assertThatThrownBy(() -> Format.of("svg"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ends in .svg or .png");
  }

  @Test
  void drawingNeedsNoDisplay() throws Exception {
    assertThat(toldByAnotherJava()).isEqualTo("SVG drawn\nPNG drawn\n");
  }

  @Test
  void aJavaThatCannotDrawSaysSoInOneException() throws Exception {
    assertThat(toldByAnotherJava("--limit-modules", "java.base").lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("curves of net not drawn: java.lang.ClassNotFound"))
        .allMatch(line -> line.contains("module java.desktop"));
  }

  /** Draws in a Java with these options, where no display is set. */
  private static String toldByAnotherJava(String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Drawer.class.getName()));
    ProcessBuilder java = new ProcessBuilder(command).redirectErrorStream(true);
    java.environment().remove("DISPLAY");
    Process process = java.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(told).isZero();
    return told;
  }

  /** What the other Java runs: needs no library but those of the report. */
  static final class Drawer {
    private Drawer() {}

    public static void main(String[] args) {
      for (Format format : Format.values()) {
        try {
          LearningCurves.draw("net", List.of(ordinary(1), ordinary(2)), format);
          System.out.println(format + " drawn");
        } catch (PlotException e) {
          System.out.println(e.getMessage());
        }
      }
    }

    private static EpochMetrics ordinary(int epoch) {
      return new EpochMetrics(epoch, 1.0 / epoch, 0.5, 1.5 / epoch, 0.4, 0.01, 60_000);
    }
  }

  private static List<EpochMetrics> epochs(int count, IntFunction<EpochMetrics> metrics) {
    return IntStream.rangeClosed(1, count).mapToObj(metrics).toList();
  }

  private static EpochMetrics ordinary(int epoch) {
    double rest = Math.exp(-0.1 * epoch);
    return new EpochMetrics(epoch, 2.3 * rest, 1 - rest, 2.4 * rest, 0.9 - rest, 0.01, 60_000);
  }

  private static EpochMetrics untested(int epoch) {
    double rest = Math.exp(-0.1 * epoch);
    return new EpochMetrics(epoch, 2.3 * rest, 1 - rest, Double.NaN, Double.NaN, 0.01, 60_000);
  }

  private static Document svg(String title, List<EpochMetrics> epochs) throws Exception {
    byte[] svg = LearningCurves.draw(title, epochs, Format.SVG);
    return DocumentBuilderFactory.newDefaultInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }

  private static int lines(Document svg, String color) {
    return count(svg, "line", line -> paint(line, "stroke").equals(color));
  }

  private static int count(Document svg, String shape, Predicate<Element> wanted) {
    NodeList shapes = svg.getElementsByTagName(shape);
    return (int)
        IntStream.range(0, shapes.getLength())
            .mapToObj(i -> (Element) shapes.item(i))
            .filter(wanted)
            .count();
  }

  /** The attribute of the element, or of the nearest around it that has one. */
  private static String paint(Element element, String attribute) {
    Element at = element;
    while (!at.hasAttribute(attribute)) {
      at = (Element) at.getParentNode();
    }
    return at.getAttribute(attribute);
  }

  /** Grid lines are filled outlines, M x y L x y and so on, a hairline wide. */
  private static boolean isVerticalGridLine(Element path) {
    if (!paint(path, "fill").equals(GRID)) {
      return false;
    }
    double[] x =
        Arrays.stream(path.getAttribute("d").split(" ?[MLZ] ?"))
            .filter(point -> !point.isEmpty())
            .mapToDouble(point -> Double.parseDouble(point.split(" ")[0]))
            .toArray();
    return Arrays.stream(x).max().orElseThrow() - Arrays.stream(x).min().orElseThrow() < 2;
  }
}
