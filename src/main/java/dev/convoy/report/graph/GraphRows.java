package dev.convoy.report.graph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The rows of a drawing, top to bottom, and what stands in each, left to right.
 *
 * <pre>
 *   row 0       box 0             a box stands under all it reads; where a box is read further
 *             /   |  \            down, a lane leads there, one for all its readers
 *   row 1  box 1  |  lane of 0
 *             \  /     |
 *   row 2    box 2     |
 *                 \   /
 *   row 3        box 3
 * </pre>
 *
 * <p>From left to right by a search in depth that enters a box when all its inputs have been
 * entered: branches stay together, and a lane, numbered when its box is left, lies to the right of
 * all it goes round. Graphs of nested branches have no crossings so.
 */
final class GraphRows {
  /**
   * What stands in a row.
   *
   * @param box the box, or the one whose lane this is
   * @param lane whether this is a lane
   * @param row its row
   * @param key grows from left to right
   */
  record Item(int box, boolean lane, int row, int key) {}

  private final List<List<Integer>> inputs;
  private final List<List<Integer>> readers = new ArrayList<>();
  private final int[] rowOf;
  private final int[] lastRow; // in which a lane of the box is needed
  private final List<List<Item>> rows = new ArrayList<>();

  /**
   * Arranges boxes.
   *
   * @param inputs of each box, the boxes it reads, all before it
   */
  GraphRows(List<List<Integer>> inputs) {
    this.inputs = inputs;
    int count = inputs.size();
    rowOf = new int[count];
    lastRow = new int[count];
    for (int box = 0; box < count; box++) {
      readers.add(new ArrayList<>());
      for (int input : inputs.get(box)) {
        readers.get(input).add(box);
        rowOf[box] = Math.max(rowOf[box], rowOf[input] + 1);
      }
      for (int input : inputs.get(box)) {
        lastRow[input] = Math.max(lastRow[input], rowOf[box] - 1);
      }
    }
    int rowCount = Arrays.stream(rowOf).max().orElse(0) + 1;
    for (int row = 0; row < rowCount; row++) {
      rows.add(new ArrayList<>());
    }
    int[] entered = new int[count];
    int[] left = new int[count];
    number(entered, left);
    for (int box = 0; box < count; box++) {
      rows.get(rowOf[box]).add(new Item(box, false, rowOf[box], entered[box]));
      for (int row = rowOf[box] + 1; row <= lastRow[box]; row++) {
        rows.get(row).add(new Item(box, true, row, left[box]));
      }
    }
    rows.forEach(row -> row.sort(Comparator.comparingInt(Item::key)));
  }

  /** One number for entering a box, one for leaving it. Without recursion: networks are deep. */
  private void number(int[] entered, int[] left) {
    int[] missing = inputs.stream().mapToInt(List::size).toArray();
    int[] next = new int[inputs.size()];
    int counter = 0;
    for (int root = 0; root < inputs.size(); root++) {
      if (!inputs.get(root).isEmpty()) {
        continue;
      }
      Deque<Integer> path = new ArrayDeque<>(List.of(root));
      entered[root] = counter++;
      while (!path.isEmpty()) {
        int box = path.peek();
        if (next[box] == readers.get(box).size()) {
          left[box] = counter++;
          path.pop();
          continue;
        }
        int reader = readers.get(box).get(next[box]++);
        if (--missing[reader] == 0) {
          entered[reader] = counter++;
          path.push(reader);
        }
      }
    }
  }

  List<List<Item>> rows() {
    return rows;
  }

  int rowOf(int box) {
    return rowOf[box];
  }

  /** The boxes that read a box. */
  List<Integer> readers(int box) {
    return readers.get(box);
  }

  List<Integer> inputs(int box) {
    return inputs.get(box);
  }

  /** What leads from the row above to an item: boxes, or lanes. */
  List<Item> above(Item item) {
    if (item.lane) {
      return List.of(at(item.box, item.row - 1));
    }
    return inputs.get(item.box).stream().map(input -> at(input, item.row - 1)).toList();
  }

  /** Whether a lane is there in the next row too. */
  boolean goesOn(Item lane) {
    return lane.row < lastRow[lane.box];
  }

  /** The box, or its lane, in a row. */
  private Item at(int box, int row) {
    for (Item item : rows.get(row)) {
      if (item.box == box) {
        return item;
      }
    }
    throw new IllegalStateException("box " + box + " has no lane in row " + row);
  }
}
