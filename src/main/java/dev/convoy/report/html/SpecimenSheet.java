package dev.convoy.report.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Some images with their feature maps at each tap; a channel has one scale over all images. */
public final class SpecimenSheet implements Section {
  private final List<Row> rows = new ArrayList<>();

  /** One image. */
  record Row(String path, String label, String picture, List<Cell> cells) {}

  /**
   * One image at one tap.
   *
   * @param picture as a data URI
   * @param maps whether it shows maps side by side, else a vector in lines
   */
  record Cell(String tap, String note, String picture, boolean maps) {}

  /**
   * The sheet.
   *
   * @param specimens at least one
   */
  public SpecimenSheet(List<Specimen> specimens) {
    int taps = specimens.get(0).taps().size();
    List<ValueScales> scales =
        IntStream.range(0, taps)
            .mapToObj(t -> ValueScales.of(specimens.stream().map(s -> s.taps().get(t)).toList()))
            .toList();
    for (Specimen specimen : specimens) {
      List<Cell> cells = new ArrayList<>();
      for (int t = 0; t < taps; t++) {
        cells.add(cell(specimen.taps().get(t), scales.get(t)));
      }
      String label = specimen.label() < 0 ? "" : "label " + specimen.label();
      rows.add(new Row(specimen.path(), label, specimen.picture().uri(), cells));
    }
  }

  private static Cell cell(TapValues values, ValueScales scales) {
    String picture = DataUri.ofPng(TapPicture.of(values, scales));
    return new Cell(values.tap(), note(values), picture, !values.isVector());
  }

  private static String note(TapValues values) {
    if (!values.isVector()) {
      return values.shape() + ", channels " + numbers(values.channels());
    }
    float[] vector = values.maps()[0];
    if (vector.length < values.shape().count()) {
      return values.shape() + ", the first " + vector.length;
    }
    int largest = 0;
    for (int i = 1; i < vector.length; i++) {
      largest = vector[i] > vector[largest] ? i : largest;
    }
    return values.shape()
        + ", largest: "
        + Words.number("%.4g", vector[largest])
        + " at "
        + largest;
  }

  private static String numbers(int[] channels) {
    return String.join(", ", IntStream.of(channels).mapToObj(Integer::toString).toList());
  }

  /** Whether two images fit beside each other. */
  boolean narrow() {
    return rows.get(0).cells().stream().noneMatch(Cell::maps);
  }

  List<Row> rows() {
    return rows;
  }

  @Override
  public String heading() {
    return "Images and what they gave";
  }

  @Override
  public String intro() {
    return "Pictures as the network saw them, and the features at each tap: dark is small, bright is"
        + " large. Of feature maps those channels are shown that vary most; a channel has one scale"
        + " over all pictures.";
  }

  @Override
  public String template() {
    return "specimens";
  }
}
