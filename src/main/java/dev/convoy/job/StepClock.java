package dev.convoy.job;

import java.util.LinkedHashMap;
import java.util.Map;

/** Adds up how long a task spent in each of its steps. One thread's. */
public final class StepClock {
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private String step = "";
  private long since;

  public StepClock(String... steps) {
    for (String name : steps) {
      nanos.put(name, 0L);
    }
  }

  /** Two tasks' times together, by step. */
  public static LinkedHashMap<String, Long> sum(Map<String, Long> a, Map<String, Long> b) {
    LinkedHashMap<String, Long> sum = new LinkedHashMap<>(a);
    b.forEach((step, nanos) -> sum.merge(step, nanos, Long::sum));
    return sum;
  }

  /** From now on time goes to {@code name}. */
  public void step(String name) {
    long now = System.nanoTime();
    if (!step.isEmpty()) {
      nanos.merge(step, now - since, Long::sum);
    }
    step = name;
    since = now;
  }

  /** Nanoseconds by step so far; the running step ends. */
  public Map<String, Long> stop() {
    step("");
    return new LinkedHashMap<>(nanos);
  }
}
