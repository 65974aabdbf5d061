package dev.convoy.bench;

import java.util.List;

/**
 * Times contenders turn by turn, so that a machine that slows down slows all of them down. The best
 * of many runs counts: what disturbs a run only ever makes it longer.
 */
final class Rounds {
  private static final double SLOT_SECONDS = 0.1;
  private static final int LEAST_ROUNDS = 3;

  private Rounds() {}

  /**
   * Runs every contender for about {@code seconds}, in slots of a tenth of a second.
   *
   * @return milliseconds of the best run of each
   */
  static double[] bestMillis(List<Contender> contenders, double seconds) {
    double[] best = new double[contenders.size()];
    double[] spent = new double[contenders.size()];
    for (int round = 0; round < LEAST_ROUNDS || spent[0] < seconds; round++) {
      for (int i = 0; i < best.length; i++) {
        if (round < LEAST_ROUNDS || spent[i] < seconds) {
          double slot = Math.min(SLOT_SECONDS, seconds);
          double millis = slot(contenders.get(i), slot, spent, i);
          best[i] = round == 0 ? millis : Math.min(best[i], millis);
        }
      }
    }
    return best;
  }

  private static double slot(Contender contender, double seconds, double[] spent, int i) {
    double best = Double.MAX_VALUE;
    double inSlot = 0;
    do {
      contender.prepare();
      long began = System.nanoTime();
      contender.run();
      double once = (System.nanoTime() - began) / 1e9;
      best = Math.min(best, once);
      inSlot += once;
    } while (inSlot < seconds);
    spent[i] += inSlot;
    return best * 1e3;
  }
}
