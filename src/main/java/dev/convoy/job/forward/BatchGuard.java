package dev.convoy.job.forward;

import dev.convoy.job.RunFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for work no longer than it may take. Work that takes longer goes on in its thread, which
 * nobody waits for any more; the next work gets a new one. Where too many such threads of a JVM
 * never end, the run does: each of them holds what it was at.
 */
final class BatchGuard implements AutoCloseable {
  private static final int MOST_STUCK = 16;
  private static final Duration GRACE = Duration.ofSeconds(30); // for a thread that was interrupted
  private static final Map<ExecutorService, Long> STUCK = new ConcurrentHashMap<>();

  private final Duration limit;
  private final Duration grace;
  private ExecutorService thread = newThread();

  /**
   * A guard.
   *
   * @param limit {@link Duration#ZERO} for none: work is then done on the caller's thread
   */
  BatchGuard(Duration limit) {
    this(limit, GRACE);
  }

  /**
   * @param grace after which an interrupted thread that still goes on counts as stuck
   */
  BatchGuard(Duration limit, Duration grace) {
    this.limit = limit;
    this.grace = grace;
  }

  private static ExecutorService newThread() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, Thread.currentThread().getName() + " (batch)");
          thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Does the work.
   *
   * @throws TimeoutException if it takes too long; {@link #abandon} it before the next call
   * @throws IOException what it threw
   */
  boolean call(Callable<Boolean> work) throws IOException, TimeoutException {
    try {
      return limit.isZero()
          ? work.call()
          : thread.submit(work).get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw e;
    } catch (InterruptedException e) { // Spark ends the task
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    } catch (Exception e) {
      throw thrown(e);
    }
  }

  /**
   * Waits no more for work that took too long.
   *
   * @throws RunFailure if much of this JVM's work hangs, and does not end when it is interrupted
   */
  void abandon() {
    thread.shutdownNow();
    STUCK.put(thread, System.nanoTime());
    thread = newThread();
    STUCK.keySet().removeIf(ExecutorService::isTerminated);
    long before = System.nanoTime() - grace.toNanos();
    long stuck = STUCK.values().stream().filter(since -> since - before <= 0).count();
    if (stuck > MOST_STUCK) {
      throw new RunFailure(
          "%s batches hang at once on one executor, each over %s s (batchTimeout), and cannot be interrupted; see whether the storage of the images answers, or set batchTimeout higher"
              .formatted(stuck, limit.toMillis() / 1e3));
    }
  }

  private static IOException thrown(Throwable cause) {
    if (cause instanceof RuntimeException runtime) {
      throw runtime;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
