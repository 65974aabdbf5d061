package dev.convoy.job.describe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network as lines of 120 columns, one a node; numbers beyond any network's make them wider.
 *
 * <pre>
 *   #  node     kind    reads  output        weights  MFLOP  cache B
 *   0  input    image          [28, 28, 1]                       784
 *   1  conv1    conv2d         [28, 28, 16]      160  0.226    3,136
 *   2  side     conv2d  0      [28, 28, 16]       32  0.025
 *   3  sum      add     1, 2   [28, 28, 16]           0.013
 * </pre>
 */
final class NodeTable {
  private static final int WIDTH = 120; // columns, as all sizes here
  private static final int LEAST_NAME = 16;
  private static final int LONGEST_READS = 14;
  private static final String GAP = "  ";
  private static final String CUT = "...";

  private enum Side {
    LEFT,
    RIGHT
  }

  /** A title and the cells under it. */
  private record Column(String title, List<String> cells, Side side) {
    int width() {
      return Math.max(
          title.length(), cells.stream().mapToInt(String::length).max().orElse(title.length()));
    }

    String padded(String cell) {
      String space = " ".repeat(width() - cell.length());
      return side == Side.LEFT ? cell + space : space + cell;
    }
  }

  private NodeTable() {}

  /** A header, then a line for each node. */
  static List<String> lines(List<NodeRow> rows) {
    Column number =
        new Column(
            "#", IntStream.range(0, rows.size()).mapToObj(Integer::toString).toList(), Side.RIGHT);
    List<Column> others =
        List.of(
            new Column("kind", rows.stream().map(NodeRow::kind).toList(), Side.LEFT),
            new Column("reads", reads(rows), Side.LEFT),
            new Column("output", rows.stream().map(r -> r.shape().toString()).toList(), Side.LEFT),
            new Column(
                "weights", rows.stream().map(r -> count(r.parameters())).toList(), Side.RIGHT),
            new Column("MFLOP", rows.stream().map(r -> millions(r.flops())).toList(), Side.RIGHT),
            new Column(
                "cache B", rows.stream().map(r -> count(r.cacheBytes())).toList(), Side.RIGHT));
    int taken = others.stream().mapToInt(column -> GAP.length() + column.width()).sum();
    int left = WIDTH - taken - number.width() - 2 * GAP.length();
    int longest = Math.max(LEAST_NAME, left);
    Column name =
        new Column(
            "node", rows.stream().map(r -> shortened(r.name(), longest)).toList(), Side.LEFT);
    List<Column> columns = new ArrayList<>(List.of(number, name));
    columns.addAll(others);
    return lines(columns, rows.size());
  }

  private static List<String> lines(List<Column> columns, int rows) {
    List<String> lines = new ArrayList<>();
    lines.add(line(columns.stream().map(column -> column.padded(column.title)).toList()));
    for (int i = 0; i < rows; i++) {
      int row = i;
      lines.add(
          line(columns.stream().map(column -> column.padded(column.cells.get(row))).toList()));
    }
    return lines;
  }

  private static String line(List<String> cells) {
    return (GAP + String.join(GAP, cells)).stripTrailing();
  }

  /** The numbers of the nodes that a node reads, where it is not just the one before it. */
  private static List<String> reads(List<NodeRow> rows) {
    Map<String, Integer> numbers = new HashMap<>();
    List<String> cells = new ArrayList<>();
    for (NodeRow row : rows) {
      List<Integer> inputs = row.inputs().stream().map(numbers::get).toList();
      boolean plain = inputs.isEmpty() || inputs.equals(List.of(numbers.size() - 1));
      cells.add(plain ? "" : joined(inputs));
      numbers.put(row.name(), numbers.size());
    }
    return cells;
  }

  /** {@code 4, 7, 10}, or {@code 4, 7 + 23} for 25 inputs. */
  private static String joined(List<Integer> inputs) {
    for (int said = inputs.size(); said > 1; said--) {
      int unsaid = inputs.size() - said;
      String cell =
          inputs.stream().limit(said).map(String::valueOf).collect(Collectors.joining(", "))
              + (unsaid == 0 ? "" : " + " + unsaid);
      if (cell.length() <= LONGEST_READS) {
        return cell;
      }
    }
    return inputs.get(0) + (inputs.size() == 1 ? "" : " + " + (inputs.size() - 1));
  }

  /** A long name keeps its beginning and more of its end, where names differ. */
  static String shortened(String name, int longest) {
    if (name.length() <= longest) {
      return name;
    }
    int begin = (longest - CUT.length()) / 3;
    int end = longest - CUT.length() - begin;
    return name.substring(0, begin) + CUT + name.substring(name.length() - end);
  }

  private static String count(long count) {
    return count == 0 ? "" : String.format(Locale.ROOT, "%,d", count);
  }

  private static String millions(long flops) {
    return flops == 0 ? "" : String.format(Locale.ROOT, "%,.3f", flops / 1e6);
  }
}
