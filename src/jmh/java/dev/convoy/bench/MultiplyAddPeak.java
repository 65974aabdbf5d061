package dev.convoy.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The fused multiply-adds that one core can do: twelve independent sums that never leave their
 * registers. The largest rate of many short trials is the ceiling all shares are counted against.
 */
final class MultiplyAddPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SUMS = 12;
  private static final int STEPS = 100_000;
  private static final int FIRST_CALLS = 10_000;
  private static final int FIRST_STEPS = 20;
  private static final int TRIALS = 20;

  private double best;
  private float sink;

  MultiplyAddPeak() {
    for (int call = 0; call < FIRST_CALLS; call++) { // many short calls get it compiled soonest
      sink += sums(FIRST_STEPS, call);
    }
    measure(TRIALS);
  }

  /** Tries again, now that the machine may be quieter; GFLOP/s of the best trial so far. */
  double measureAgain() {
    measure(TRIALS);
    return gigaflops();
  }

  double gigaflops() {
    return best;
  }

  private void measure(int trials) {
    for (int trial = 0; trial < trials; trial++) {
      long began = System.nanoTime();
      sink += sums(STEPS, trial);
      long nanos = System.nanoTime() - began;
      best = Math.max(best, 2.0 * STEPS * SUMS * SPECIES.length() / nanos);
    }
  }

  /** Keeps the sums from being optimised away. */
  float sink() {
    return sink;
  }

  private static float sums(int steps, float seed) {
    FloatVector a = FloatVector.broadcast(SPECIES, seed);
    FloatVector b = FloatVector.broadcast(SPECIES, 1e-3f);
    FloatVector s0 = a;
    FloatVector s1 = a.add(1f);
    FloatVector s2 = a.add(2f);
    FloatVector s3 = a.add(3f);
    FloatVector s4 = a.add(4f);
    FloatVector s5 = a.add(5f);
    FloatVector s6 = a.add(6f);
    FloatVector s7 = a.add(7f);
    FloatVector s8 = a.add(8f);
    FloatVector s9 = a.add(9f);
    FloatVector s10 = a.add(10f);
    FloatVector s11 = a.add(11f);
    for (int step = 0; step < steps; step++) {
      s0 = a.fma(b, s0);
      s1 = a.fma(b, s1);
      s2 = a.fma(b, s2);
      s3 = a.fma(b, s3);
      s4 = a.fma(b, s4);
      s5 = a.fma(b, s5);
      s6 = a.fma(b, s6);
      s7 = a.fma(b, s7);
      s8 = a.fma(b, s8);
      s9 = a.fma(b, s9);
      s10 = a.fma(b, s10);
      s11 = a.fma(b, s11);
    }
    FloatVector all = s0.add(s1).add(s2).add(s3).add(s4).add(s5);
    return all.add(s6).add(s7).add(s8).add(s9).add(s10).add(s11).lane(0);
  }
}
