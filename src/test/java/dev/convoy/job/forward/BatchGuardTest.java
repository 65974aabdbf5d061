package dev.convoy.job.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.convoy.KernelsUnderTest;
import dev.convoy.image.Preprocess;
import dev.convoy.job.PictureLimit;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.Example;
import dev.convoy.job.input.ExampleReader;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.network.FashionSamples;
import dev.convoy.network.Network;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that hangs for good costs its own images, not the run's memory, nor the run's end. */
class BatchGuardTest {
  private static final Duration LIMIT = Duration.ofMillis(20);
  private static final Duration HANGS = Duration.ofSeconds(60);
  private static final int MOST_STUCK = 16;

  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<Thread> hanging = ConcurrentHashMap.newKeySet();

  @AfterEach
  void endWhatHangs() throws InterruptedException {
    end.countDown();
    for (Thread thread : hanging) {
      thread.join(); // else the next test would count it
    }
  }

  /** As native code or a kernel's read does it: an interrupt changes nothing. */
  private boolean hang() {
    hanging.add(Thread.currentThread());
    while (true) {
      try {
        end.await();
        return true;
      } catch (InterruptedException e) {
        // deaf
      }
    }
  }

  @Test
  void theSeventeenthThreadThatNeverEndsEndsTheRun() {
    BatchGuard guard = new BatchGuard(LIMIT, Duration.ZERO);
    for (int i = 0; i < MOST_STUCK; i++) {
      assertThatThrownBy(() -> guard.call(this::hang)).isInstanceOf(TimeoutException.class);
      guard.abandon();
    }
    assertThatThrownBy(() -> guard.call(this::hang)).isInstanceOf(TimeoutException.class);
    assertThatThrownBy(guard::abandon)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("17 batches hang at once on one executor, each over 0.02 s")
        .hasMessageContaining("storage");
  }

  /** All tasks of an executor may meet the same stall at once, and end when they are told to. */
  @Test
  void threadsThatWereJustInterruptedDoNotCountYet() {
    BatchGuard guard = new BatchGuard(LIMIT, HANGS);
    for (int i = 0; i < 2 * MOST_STUCK; i++) {
      assertThatThrownBy(() -> guard.call(this::hang)).isInstanceOf(TimeoutException.class);
      guard.abandon();
    }
    assertThat(hanging).hasSize(2 * MOST_STUCK);
  }

  @Test
  void threadsThatEndWhenInterruptedDoNotCount() throws Exception {
    BatchGuard guard = new BatchGuard(LIMIT);
    for (int i = 0; i < 2 * MOST_STUCK; i++) {
      CountDownLatch ended = new CountDownLatch(1);
      Thread[] worker = new Thread[1];
      assertThatThrownBy(
              () ->
                  guard.call(
                      () -> {
                        worker[0] = Thread.currentThread();
                        try {
                          end.await();
                        } finally {
                          ended.countDown();
                        }
                        return true;
                      }))
          .isInstanceOf(TimeoutException.class);
      guard.abandon();
      ended.await();
      worker[0].join();
    }
    assertThat(guard.call(() -> true)).isTrue();
  }

  @Test
  void whatWorkThrowsIsThrown() {
    BatchGuard guard = new BatchGuard(HANGS);
    assertThatThrownBy(
            () ->
                guard.call(
                    () -> {
                      throw new IOException("disk");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk");
    assertThatThrownBy(
            () ->
                guard.call(
                    () -> {
                      throw new OutOfMemoryError("heap");
                    }))
        .isInstanceOf(OutOfMemoryError.class);
  }

  /** A container's read hangs with a lock that close() wants, as a client of HDFS has it. */
  @Test
  void aContainerThatHangsEndsTheRunAndClosesNothing() throws IOException {
    assertTimeoutPreemptively(
        HANGS,
        () -> {
          GuardedBatches batches = new GuardedBatches(new Locked(), network(), settings(), conf());
          assertThatThrownBy(batches::next)
              .isInstanceOf(RunFailure.class)
              .hasMessage(
                  "the example at position 40 of the input took over 0.02 s to read (batchTimeout)");
          batches.close();
        });
  }

  /** A listing tells what is in a container, but not how to come past what hangs in it. */
  @Test
  void ofAListedContainerTheOneThatHangsIsNamedAndNoOther() {
    assertTimeoutPreemptively(
        HANGS,
        () -> {
          GuardedBatches batches =
              new GuardedBatches(new ListedLocked(), network(), settings(), conf());
          assertThatThrownBy(batches::next)
              .isInstanceOf(RunFailure.class)
              .hasMessage("images.idx#40 took over 0.02 s to read (batchTimeout)");
          batches.close();
        });
  }

  /** The network's buffers are what a batch holds most of. */
  @Test
  void aBatchThatHangsLetsGoOfItsMemory() throws Exception {
    BatchMaker maker =
        new BatchMaker(new Locked(), 0, java.util.Map.of(), network(), settings(), conf());
    WeakReference<Object> runner = new WeakReference<>(maker.runner());
    Thread thread =
        new Thread(
            () -> {
              try {
                maker.make();
              } catch (IOException | RuntimeException e) {
                // its runner is gone when it goes on
              }
            });
    thread.setDaemon(true);
    thread.start();
    reading.await();
    maker.abandon();
    assertTimeoutPreemptively(
        HANGS,
        () -> {
          while (runner.get() != null) {
            System.gc();
          }
        });
    assertThat(thread.isAlive()).isTrue();
    end.countDown();
    closed.await();
    thread.join();
  }

  private final CountDownLatch reading = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Examples of which the first is never given out. */
  private class Locked implements ExampleSlice {
    private static final long serialVersionUID = 1;

    @Override
    public long first() {
      return 40;
    }

    @Override
    public long count() {
      return 5;
    }

    @Override
    public ExampleReader open(Configuration conf) {
      return new LockedReader();
    }
  }

  private class LockedReader implements ExampleReader {
    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public synchronized Example next() {
      reading.countDown();
      hang();
      return new Example(40, "40", Example.NO_LABEL, 1, new Example.Unreadable("late"));
    }

    @Override
    public synchronized void close() {
      closed.countDown();
    }
  }

  /** The same with names for what is in it. */
  private final class ListedLocked extends Locked {
    private static final long serialVersionUID = 1;

    @Override
    public ExampleReader open(Configuration conf) {
      return new LockedReader() {
        @Override
        public boolean readsInSequence() {
          return true;
        }

        @Override
        public void skip(int count) {}

        @Override
        public Optional<Example> peek() {
          Example.Payload unread = new Example.Unreadable("not read");
          return Optional.of(new Example(40, "images.idx#40", Example.NO_LABEL, 1, unread));
        }
      };
    }
  }

  private static Network network() {
    return FashionSamples.network();
  }

  private static ForwardSettings settings() {
    return new ForwardSettings(
        List.of("logits"),
        "",
        List.of(),
        Preprocess.STANDARD,
        4,
        KernelsUnderTest.name(),
        PictureLimit.of(1000),
        LIMIT,
        Sampling.NONE,
        false);
  }

  private static Configuration conf() {
    return new Configuration();
  }
}
