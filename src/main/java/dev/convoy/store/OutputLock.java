package dev.convoy.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two runs from writing the same folders at once: a small file beside each, {@code
 * _features.lock}, which says who writes and holds a number that grows every few seconds while the
 * run lives.
 *
 * <p>A run that was killed leaves its file. On the same host it is taken over at once, since its
 * process is known to be gone; from another host after its number has stood still for a while.
 */
public final class OutputLock implements AutoCloseable {
  private static final long BEAT_MILLIS = 5_000;
  private static final long LOOK_MILLIS = 500;
  private static final long PATIENCE_MILLIS = 4 * BEAT_MILLIS;

  private final List<LockFile> files = new ArrayList<>();
  private final LockHolder holder = LockHolder.ofThisProcess();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(OutputLock::daemon);
  private volatile @Nullable String lost;
  private long beat;

  private OutputLock() {}

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "convoy-output-lock");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Locks folders, whose parents exist.
   *
   * @throws StoreException if another run writes one of them, or a file cannot be written
   */
  public static OutputLock acquire(List<String> folders, Configuration conf) {
    OutputLock lock = new OutputLock();
    try {
      for (String folder : folders) {
        LockFile file = LockFile.of(folder, conf);
        lock.take(file);
        lock.files.add(file);
      }
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
    lock.heart.scheduleWithFixedDelay(lock::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
    return lock;
  }

  /**
   * Who writes a folder now, as far as can be told without waiting; empty where nobody does, or a
   * run that is known to be dead.
   */
  public static Optional<String> writerOf(String folder, Configuration conf) {
    return LockFile.of(folder, conf)
        .read()
        .filter(found -> found.isOnThisHost() && !found.isDead())
        .map(LockHolder::describe);
  }

  private void take(LockFile file) {
    long begin = System.nanoTime();
    Optional<LockHolder> first = Optional.empty();
    while (!file.create(holder)) {
      Optional<LockHolder> found = file.read();
      if (found.isPresent() && first.isEmpty()) {
        first = found;
      }
      boolean alive = found.isPresent() && !found.equals(first);
      if (alive || found.filter(LockHolder::isOnThisHost).filter(f -> !f.isDead()).isPresent()) {
        throw new StoreException(
            "output folder %s is being written by %s; let that one end, or name another folder"
                .formatted(file.folder(), found.map(LockHolder::describe).orElse("another run")));
      }
      boolean still = System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
      if (still || found.filter(LockHolder::isDead).isPresent()) {
        file.remove(); // should two do so at once, check() finds out
      } else {
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while it waited for another run's lock", e);
    }
  }

  private void beat() {
    beat++;
    for (LockFile file : files) {
      try {
        if (isOurs(file)) {
          file.write(holder.at(beat));
        }
      } catch (StoreException e) {
        // a file system that fails for a while: the next beat tries again
      }
    }
  }

  private boolean isOurs(LockFile file) {
    boolean ours = file.read().filter(found -> found.isSameRun(holder)).isPresent();
    if (!ours) {
      lost = "lock " + file + " is gone or was taken by another run";
    }
    return ours;
  }

  /**
   * Makes sure, before something is made to count, that the folders are still this run's.
   *
   * @throws StoreException if another run has taken one over
   */
  public void check() {
    if (!isHeld()) {
      throw new StoreException(lost + "; nothing more was written; let one run go on alone");
    }
  }

  /** Whether all folders are still this run's. */
  public boolean isHeld() {
    return lost == null && files.stream().allMatch(this::isOurs);
  }

  /** Gives the folders free. */
  @Override
  public void close() {
    heart.shutdown();
    try {
      heart.awaitTermination(BEAT_MILLIS, TimeUnit.MILLISECONDS); // a beat under way would write
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (LockFile file : files) {
      if (lost == null) {
        file.remove();
      }
    }
    files.clear();
  }
}
