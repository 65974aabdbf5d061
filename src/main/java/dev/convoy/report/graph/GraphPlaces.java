package dev.convoy.report.graph;

import dev.convoy.report.graph.GraphRows.Item;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the items of all rows stand from left to right; 0 is the middle of the trunk.
 *
 * <p>Items that continue each other form a vertical strand with one place. The strand of a row's
 * only item stands at 0, so that a network's trunk is straight; the strands between two such rows
 * are packed, then drawn towards what they are joined to as far as their neighbours let them.
 *
 * @see <a href="https://doi.org/10.1007/3-540-45848-4_3">Brandes and Köpf 2001</a>, whose blocks
 *     the strands are
 */
final class GraphPlaces {
  private static final double BOX_GAP = 22; // pixels, as all sizes here
  private static final double LANE_GAP = 8;
  private static final double BOX_TO_LANE = 13;
  private static final int SWEEPS = 60;

  /** Items one above the other. */
  private static final class Strand {
    private final List<Item> items = new ArrayList<>();
    private double x;
    private boolean fixed;
  }

  private final GraphRows graph;
  private final double boxWidth;
  private final Map<Item, Strand> strands = new HashMap<>();
  private final int[] rowsBelow; // of the longest way from each box

  GraphPlaces(GraphRows graph, int boxCount, double boxWidth) {
    this.graph = graph;
    this.boxWidth = boxWidth;
    this.rowsBelow = new int[boxCount];
    for (int box = boxCount - 1; box >= 0; box--) {
      for (int reader : graph.readers(box)) {
        rowsBelow[box] = Math.max(rowsBelow[box], rowsBelow[reader] + 1);
      }
    }
    joinStrands();
    List<List<Item>> between = new ArrayList<>();
    for (List<Item> row : graph.rows()) {
      if (row.size() > 1) {
        between.add(row);
      } else {
        place(between);
        between.clear();
      }
    }
    place(between);
  }

  /** The middle of an item. */
  double x(Item item) {
    return strand(item).x;
  }

  private Strand strand(Item item) {
    return strands.get(item);
  }

  private void joinStrands() {
    Strand trunk = new Strand();
    for (List<Item> row : graph.rows()) {
      int taken = -1; // strands do not cross
      for (Item item : row) {
        Item above = item.row() == 0 ? null : continued(item);
        int position = above == null ? -1 : graph.rows().get(item.row() - 1).indexOf(above);
        boolean joins = position > taken;
        if (joins && row.size() == 1 && strand(above) != trunk) {
          joins = trunk.items.get(trunk.items.size() - 1).row() < firstRowAbove(item.row());
        }
        Strand strand = joins ? strand(above) : new Strand();
        taken = Math.max(taken, joins ? position : -1);
        strand.items.add(item);
        strands.put(item, strand);
        if (row.size() == 1) {
          strand.fixed = true;
          trunk = strand;
        }
      }
    }
  }

  /** The first of the rows of several items that lie directly above a row. */
  private int firstRowAbove(int row) {
    int first = row;
    while (first > 0 && graph.rows().get(first - 1).size() > 1) {
      first--;
    }
    return first;
  }

  /** The item of the row above that this one goes on from, if any. */
  private @Nullable Item continued(Item item) {
    List<Item> above = graph.above(item);
    if (item.lane()) {
      Item from = above.get(0);
      return from.lane() || readersBelow(from).isEmpty() ? from : null;
    }
    List<Item> boxes = above.stream().filter(from -> !from.lane()).toList();
    if (boxes.size() != 1) {
      return above.size() == 1 ? above.get(0) : null;
    }
    Item from = boxes.get(0);
    List<Integer> rivals = readersBelow(from);
    boolean longest =
        rivals.stream()
            .allMatch(box -> box == item.box() || rowsBelow[box] < rowsBelow[item.box()]);
    return longest ? from : null;
  }

  /** The readers of a box in the next row. */
  private List<Integer> readersBelow(Item box) {
    return graph.readers(box.box()).stream()
        .filter(reader -> graph.rowOf(reader) == box.row() + 1)
        .toList();
  }

  private double apart(Item left, Item right) {
    double widths = (left.lane() ? 0 : boxWidth / 2) + (right.lane() ? 0 : boxWidth / 2);
    if (left.lane() && right.lane()) {
      return LANE_GAP;
    }
    return widths + (left.lane() || right.lane() ? BOX_TO_LANE : BOX_GAP);
  }

  /** Places the strands of neighbouring rows of several items. */
  private void place(List<List<Item>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    Map<Strand, Boolean> here = new LinkedHashMap<>();
    rows.forEach(row -> row.forEach(item -> here.put(strand(item), true)));
    pack(rows, here.size());
    double middle = middle(rows);
    here.keySet().forEach(strand -> strand.x = strand.fixed ? 0 : strand.x - middle);
    List<Strand> order = new ArrayList<>(here.keySet());
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int i = 0; i < order.size(); i++) {
        Strand strand = order.get(sweep % 2 == 0 ? i : order.size() - 1 - i);
        if (!strand.fixed) {
          draw(strand);
        }
      }
    }
  }

  /** From left to right, as close as may be. */
  private void pack(List<List<Item>> rows, int strandCount) {
    boolean moved = true;
    for (int pass = 0; moved && pass <= strandCount; pass++) {
      moved = false;
      for (List<Item> row : rows) {
        for (int i = 1; i < row.size(); i++) {
          double least = strand(row.get(i - 1)).x + apart(row.get(i - 1), row.get(i));
          if (strand(row.get(i)).x < least) {
            strand(row.get(i)).x = least;
            moved = true;
          }
        }
      }
    }
  }

  /** What comes to stand at 0: the trunk where it passes, else the middle of the first boxes. */
  private double middle(List<List<Item>> rows) {
    for (List<Item> row : rows) {
      for (Item item : row) {
        if (strand(item).fixed) {
          return strand(item).x;
        }
      }
    }
    return rows.get(0).stream().mapToDouble(this::x).average().orElse(0);
  }

  /** Draws a strand towards what it is joined to. */
  private void draw(Strand strand) {
    double least = Double.NEGATIVE_INFINITY;
    double most = Double.POSITIVE_INFINITY;
    double sum = 0;
    int count = 0;
    for (Item item : strand.items) {
      List<Item> row = graph.rows().get(item.row());
      int at = row.indexOf(item);
      if (at > 0) {
        least = Math.max(least, x(row.get(at - 1)) + apart(row.get(at - 1), item));
      }
      if (at < row.size() - 1) {
        most = Math.min(most, x(row.get(at + 1)) - apart(item, row.get(at + 1)));
      }
      for (Item joined : joined(item)) {
        if (strand(joined) != strand) {
          sum += x(joined);
          count++;
        }
      }
    }
    if (count > 0 && least <= most) {
      strand.x = Math.min(most, Math.max(least, sum / count));
    }
  }

  private List<Item> joined(Item item) {
    List<Item> joined = new ArrayList<>(item.row() == 0 ? List.of() : graph.above(item));
    if (item.row() + 1 < graph.rows().size()) {
      for (Item below : graph.rows().get(item.row() + 1)) {
        if (graph.above(below).contains(item)) {
          joined.add(below);
        }
      }
    }
    return joined;
  }
}
