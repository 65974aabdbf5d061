package dev.convoy.report.curves;

/** What a panel shows over the epochs, and what it can reach. */
enum Quantity {
  LOSS("loss", Double.MAX_VALUE),
  ACCURACY("accuracy", 1);

  final String title;
  final double highest;

  Quantity(String title, double highest) {
    this.title = title;
    this.highest = highest;
  }
}
