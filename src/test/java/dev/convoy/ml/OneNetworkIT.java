package dev.convoy.ml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.OwnJvm;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other JVMs hold and need: executors one network each, SQL no spark-mllib. */
@Tag(OwnJvm.TAG)
class OneNetworkIT {
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  @TempDir Path folder;

  @Test
  void anExecutorHoldsANetworkOnceForAllTasksFeaturizersAndSql() throws Exception {
    String printed = OwnJvm.runOnTwoExecutors(folder, 2, NetworkCensus.class);
    List<String> tasks = printed.lines().filter(line -> line.startsWith("task: ")).toList();
    assertThat(tasks).as(printed).hasSize(NetworkCensus.TASKS);
    assertThat(tasks)
        .filteredOn(line -> line.contains("executor 0,"))
        .hasSize(2)
        .allMatch(line -> line.endsWith("25 rows, 1 Network, 1 PreparedNetwork, 6 NetworkRunner"));
    assertThat(tasks)
        .filteredOn(line -> line.contains("executor 1,"))
        .hasSize(2)
        .allMatch(line -> line.endsWith("25 rows, 1 Network, 1 PreparedNetwork, 6 NetworkRunner"));
    assertThat(printed.lines()).contains("driver: 1 Network, 0 PreparedNetwork, 0 NetworkRunner");
  }

  @Test
  void aLocalMasterHoldsANetworkOnceForDriverAndTasks() throws Exception {
    String printed = OwnJvm.run(folder, NetworkCensus.TASKS, NetworkCensus.class, CLASS_PATH);
    assertThat(printed.lines().filter(line -> line.startsWith("task: ")))
        .as(printed)
        .hasSize(NetworkCensus.TASKS)
        .allMatch(line -> line.endsWith("25 rows, 1 Network, 1 PreparedNetwork, 12 NetworkRunner"));
  }

  @Test
  void theSqlFunctionNeedsNoSparkMllib() throws Exception {
    List<String> libraries = List.of("spark-mllib", "breeze", "netlib");
    String without =
        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .filter(path -> libraries.stream().noneMatch(path::contains))
            .collect(Collectors.joining(File.pathSeparator));
    assertThat(OwnJvm.run(folder, 1, SqlAlone.class, without).lines())
        .contains("spark-mllib is missing", "features: 64");
  }
}
