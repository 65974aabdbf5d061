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
