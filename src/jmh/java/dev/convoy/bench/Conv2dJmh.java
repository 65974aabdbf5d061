package dev.convoy.bench;

import dev.convoy.compute.micro.Kernels;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Convoy's convolutions under JMH, whose profilers say where the time goes; {@link Conv2dBenchmark}
 * has the peers.
 *
 * <p>Run: {@code mvn -q -Pjmh test-compile exec:exec -Dbench=org.openjdk.jmh.Main
 * -Dbench.arguments="Conv2dJmh -p row=8 -prof stack"}. Read: microseconds per call.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1) // until C2 has settled
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class Conv2dJmh {
  /** Which row of {@link ConvCase#TABLE}, from 0. */
  @Param({"0", "3", "8", "10", "14"})
  public int row;

  @Param({"forward", "backward"})
  public String pass;

  @Param({"vector", "scalar"})
  public String kernels;

  private Contender contender;

  @Setup
  public void setUp() {
    ConvCase c = ConvCase.TABLE.get(row);
    ConvData data = ConvData.random(c.geometry());
    contender = Conv2dBenchmark.ours(pass, c, data, Kernels.named(kernels));
  }

  @Benchmark
  public List<float[]> run() {
    contender.run();
    return contender.outputs();
  }
}
