package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.job.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String TIMES = "\\d+\\.\\d s, [\\d,.]+ images/s";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private List<String> lines() {
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private boolean drawn(String part) {
    return bytes.toString(StandardCharsets.UTF_8).contains(part);
  }

  @Test
  void stageIsOneLineAtItsEnd() {
    Progress progress = new LineProgress(out);
    progress.begin("forward", 1000);
    progress.done(400);
    progress.done(1000);
    assertThat(lines()).isEmpty();
    progress.end();
    assertThat(lines()).singleElement().asString().matches("forward: 1,000 images, " + TIMES);
  }

  @Test
  void unfinishedStageSaysOfHowMany() {
    Progress progress = new LineProgress(out);
    progress.begin("forward", 1000);
    progress.done(400);
    progress.end();
    assertThat(lines())
        .singleElement()
        .asString()
        .matches("forward: 400 of 1,000 images, " + TIMES);
  }

  @Test
  void oneImageIsSingularAndNoImageIsNotCounted() {
    Progress progress = new LineProgress(out);
    progress.begin("decode", -1);
    progress.done(1);
    progress.end();
    progress.begin("merge", -1);
    progress.end();
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0)).matches("decode: 1 image, " + TIMES);
    assertThat(lines().get(1)).matches("merge: \\d+\\.\\d s");
  }

  @Test
  void nextStageEndsTheOneBefore() {
    Progress progress = new LineProgress(out);
    progress.begin("a", 1);
    progress.begin("b", 1);
    progress.end();
    progress.end();
    assertThat(lines()).hasSize(2);
  }

  @Test
  void lateNewsDoNotTurnTheCountBack() {
    Progress progress = new LineProgress(out);
    progress.begin("forward", 900);
    IntStream.rangeClosed(0, 900).parallel().forEach(progress::done);
    progress.done(3);
    progress.end();
    assertThat(lines()).singleElement().asString().startsWith("forward: 900 images, ");
  }

  @Test
  void barIsDrawnWithinTheTerminalAndLeavesTheLine() throws InterruptedException {
    Progress progress = new BarProgress(new LineProgress(out), out, 70);
    progress.begin("forward", 1000);
    progress.done(500);
    for (int i = 0; i < 1000 && !drawn("500/1000 images"); i++) {
      Thread.sleep(20); // the bar redraws itself from a thread of its own
    }
    progress.done(1000);
    progress.end();
    String drawn = bytes.toString(StandardCharsets.UTF_8);
    assertThat(drawn).contains("\rforward").contains("500/1000 images");
    assertThat(drawn.split("[\r\n]")).allMatch(line -> line.length() < 70);
    assertThat(lines().get(lines().size() - 1)).matches("forward: 1,000 images, " + TIMES);
  }

  @Test
  void barTakesAnUnknownCount() {
    Progress progress = new BarProgress(new LineProgress(out), out, 80);
    progress.begin("decode", -1);
    progress.done(7);
    progress.end();
    progress.end();
    assertThat(lines().get(lines().size() - 1)).matches("decode: 7 images, " + TIMES);
  }

  @Test
  void barNeedsATerminalWideEnough() {
    assertThat(new Terminal(out, 80).progress()).isInstanceOf(BarProgress.class);
    assertThat(new Terminal(out, 0).progress()).isInstanceOf(LineProgress.class);
    assertThat(Terminal.open(Map.of(Terminal.COLUMNS, "wide")).columns()).isZero();
    assertThat(Terminal.open(Map.of(Terminal.COLUMNS, "132")).columns()).isEqualTo(132);
  }
}
