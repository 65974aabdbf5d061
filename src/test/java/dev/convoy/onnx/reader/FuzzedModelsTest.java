package dev.convoy.onnx.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.convoy.KernelsUnderTest;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkRunner;
import dev.convoy.network.Node;
import dev.convoy.tensor.Golden;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Spoilt models end in an {@link OnnxException} or in a network that runs; never in another
 * exception, for want of memory, or not at all.
 *
 * <p>{@code -Dconvoy.fuzz=100000} sets how many (else 5,000), {@code -Dconvoy.fuzz.seed=7} where to
 * begin; a failure names its seed, and {@code -Dconvoy.fuzz=1 -Dconvoy.fuzz.seed=SEED} repeats it
 * alone. {@code -Dtest.heap=512m} leaves them little memory.
 */
class FuzzedModelsTest {
  private static final int COUNT = Integer.getInteger("convoy.fuzz", 5_000);
  private static final long FIRST_SEED = Long.getLong("convoy.fuzz.seed", 1);
  private static final int MOST_FAILURES = 20;

  /** More than that is read, but not run. */
  private static final long MOST_WORK = 4_000_000;

  private final Map<String, Integer> ends = new TreeMap<>();
  private final Map<String, String> failures = new TreeMap<>(); // one for each place
  private long slowestNanos;
  private String slowest = "";

  @Test
  void endInAnErrorOrInANetwork() throws IOException {
    List<byte[]> models = models();
    Duration limit = Duration.ofSeconds(60).plusMillis(10L * COUNT);
    assertTimeoutPreemptively(
        limit,
        () -> {
          for (int i = 0; i < COUNT && failures.size() < MOST_FAILURES; i++) {
            end(models, FIRST_SEED + i);
          }
        },
        () -> "hangs behind " + ends + ", slowest so far " + slowest);
    if (COUNT > 5_000) {
      System.out.printf(Locale.ROOT, "%s; slowest %s%n", ends, slowest);
    }
    assertThat(failures.values()).isEmpty();
    assertThat(ends.get("networks")).isGreaterThan(COUNT / 20);
    assertThat(ends.get("errors")).isGreaterThan(COUNT / 20);
  }

  private static List<byte[]> models() throws IOException {
    List<byte[]> models = new ArrayList<>();
    for (String name : List.of("residual", "inception", "inverted-residual", "plain-flatten")) {
      models.add(Files.readAllBytes(Golden.path("onnx/" + name + ".onnx")));
    }
    for (String file : List.of("operators", "published")) {
      Map<String, NumpyArray> arrays =
          new TreeMap<>(NpzFormat.read(Golden.path("onnx/" + file + ".npz")));
      arrays.forEach(
          (key, array) -> {
            if (key.endsWith("/model")) {
              models.add(array.bytes());
            }
          });
    }
    return models;
  }

  private void end(List<byte[]> models, long seed) {
    byte[] model =
        models.get((int) Math.floorMod(seed * 0x9E3779B97F4A7C15L >>> 20, models.size()));
    byte[] mutant = new ModelMutator(seed).mutant(model);
    long start = System.nanoTime();
    String end;
    try {
      Network network = OnnxReader.read(ModelFiles.of("mutant.onnx", mutant), ReadOptions.STANDARD);
      end = work(network) > MOST_WORK ? "networks not run" : "networks";
      timed(start, seed, "read");
      if (end.equals("networks")) {
        start = System.nanoTime();
        new NetworkRunner(network.prepared(KernelsUnderTest.name()), 1, network.outputs())
            .forward(1);
        timed(start, seed, "run");
      }
    } catch (OnnxException e) {
      end = "errors";
      timed(start, seed, "refused: " + e.getMessage());
    } catch (Throwable e) { // whatever else it may be is what this test looks for
      end = "failures";
      List<StackTraceElement> trace = List.of(e.getStackTrace());
      String place = trace.subList(0, Math.min(6, trace.size())).toString();
      failures.putIfAbsent(e.getClass() + place, "seed " + seed + ": " + e + " at " + place);
    }
    ends.merge(end, 1, Integer::sum);
  }

  private void timed(long start, long seed, String what) {
    long nanos = System.nanoTime() - start;
    if (nanos > slowestNanos) {
      slowestNanos = nanos;
      slowest = String.format(Locale.ROOT, "%.0f ms, seed %s, %s", nanos / 1e6, seed, what);
    }
  }

  /** Roughly the multiplications of one image: every weight for every pixel. */
  private static long work(Network network) {
    long work = network.inputShape().count();
    for (Node node : network.nodes()) {
      long weights = 0;
      for (Shape shape : node.layer().parameters(node.inputShapes()).values()) {
        weights += shape.count();
      }
      long channels = Math.max(1, node.shape().rank() == 0 ? 1 : node.shape().c());
      work += node.shape().count() * (1 + weights / channels);
    }
    return work;
  }
}
