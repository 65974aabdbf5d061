package dev.convoy.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Images per second of contenders that run side by side, a thread each. */
final class Throughput {
  private final int imagesPerRun;
  private final double seconds;

  Throughput(int imagesPerRun, double seconds) {
    this.imagesPerRun = imagesPerRun;
    this.seconds = seconds;
  }

  /** The sum of every thread's own rate; they begin together, after one run each. */
  double of(List<Contender> contenders) {
    ExecutorService threads = Executors.newFixedThreadPool(contenders.size());
    try {
      CyclicBarrier start = new CyclicBarrier(contenders.size());
      List<Future<Double>> rates = new ArrayList<>();
      for (Contender contender : contenders) {
        rates.add(
            threads.submit(
                () -> {
                  contender.run();
                  start.await();
                  return rate(contender);
                }));
      }
      double sum = 0;
      for (Future<Double> rate : rates) {
        sum += rate.get();
      }
      return sum;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private double rate(Contender contender) {
    long began = System.nanoTime();
    long images = 0;
    double elapsed;
    do {
      contender.prepare();
      contender.run();
      images += imagesPerRun;
      elapsed = (System.nanoTime() - began) / 1e9;
    } while (elapsed < seconds);
    return images / elapsed;
  }
}
