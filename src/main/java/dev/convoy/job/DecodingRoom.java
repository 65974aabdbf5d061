package dev.convoy.job;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The heap that large pictures of this JVM may take together while they are decoded. Who comes
 * first is served first, so a very large one is not passed over by others for ever.
 */
final class DecodingRoom {
  private static final ReentrantLock TURN = new ReentrantLock(true);
  private static final ReentrantLock COUNTING = new ReentrantLock();
  private static final Condition FREED = COUNTING.newCondition();
  private static long taken;

  private DecodingRoom() {}

  /**
   * Waits until there is room, and takes it.
   *
   * @param bytes at most {@code room}
   * @param room of all pictures together
   */
  static void take(long bytes, long room) throws InterruptedException {
    TURN.lockInterruptibly();
    try {
      COUNTING.lockInterruptibly();
      try {
        while (taken > 0 && taken + bytes > room) {
          FREED.await();
        }
        taken += bytes;
      } finally {
        COUNTING.unlock();
      }
    } finally {
      TURN.unlock();
    }
  }

  /** Gives back what was taken. */
  static void give(long bytes) {
    COUNTING.lock();
    try {
      taken -= bytes;
      FREED.signalAll();
    } finally {
      COUNTING.unlock();
    }
  }
}
