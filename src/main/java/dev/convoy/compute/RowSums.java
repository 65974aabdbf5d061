package dev.convoy.compute;

/** Adds up the rows of a matrix, in their order: the gradient of a bias. */
final class RowSums {
  private RowSums() {}

  /** {@code sums[at + c] += rows[r, c]} for r = 0, 1, ... */
  static void add(int count, int columns, float[] rows, float[] sums, int at) {
    int whole = count - count % 4;
    for (int r = 0; r < whole; r += 4) {
      addFour(columns, rows, r * columns, sums, at);
    }
    for (int r = whole; r < count; r++) {
      for (int c = 0; c < columns; c++) {
        sums[at + c] += rows[r * columns + c];
      }
    }
  }

  /** Four rows at a time load and store each sum once; the order of the additions is the same. */
  private static void addFour(int columns, float[] rows, int rowAt, float[] sums, int at) {
    int second = rowAt + columns;
    int third = second + columns;
    int fourth = third + columns;
    for (int c = 0; c < columns; c++) {
      float sum = sums[at + c] + rows[rowAt + c];
      sum += rows[second + c];
      sum += rows[third + c];
      sums[at + c] = sum + rows[fourth + c];
    }
  }
}
