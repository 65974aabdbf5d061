package dev.convoy.compute;

/**
 * What a product is added to: element (i, j) is {@code data[at + i * ld + j]}.
 *
 * @param ld 0 where every row starts from the same one
 */
record Start(float[] data, int at, int ld) {
  static Start zero(int columns, Workspace ws) {
    return new Start(ws.zeros(columns), 0, 0);
  }

  /** One bias per column; zeros if there is none. */
  static Start bias(float[] bias, int columns, Workspace ws) {
    return bias.length == 0 ? zero(columns, ws) : new Start(bias, 0, 0);
  }

  Start from(int column) {
    return new Start(data, at + column, ld);
  }
}
