package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  @TempDir private Path folder;

  @Test
  void standardErrorOfTheUserIsAppendedTo() throws IOException {
    Path log = Files.writeString(folder.resolve("err.log"), "before\n");
    try (PrintStream err = Terminal.open(Map.of(Terminal.STDERR, log.toString())).err()) {
      err.print("after\n");
    }
    assertThat(log).hasContent("before\nafter\n");
  }

  @Test
  void standardErrorThatCannotBeOpenedIsThatOfTheJvm() {
    String nowhere = folder.resolve("no/such").toString();
    assertThat(Terminal.open(Map.of(Terminal.STDERR, nowhere)).err()).isSameAs(System.err);
    assertThat(Terminal.open(Map.of()).err()).isSameAs(System.err);
  }
}
