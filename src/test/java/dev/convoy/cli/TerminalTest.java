package dev.convoy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTest {
  @TempDir private Path folder;

  /** A JVM whose descriptor 0 is open for writing, as submit.sh leaves it. */
  private static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Terminal.open(Map.of(Terminal.STDERR, "0")).err().println("from the run");
      System.err.println("from the JVM");
    }
  }

  @Test
  void runWritesToTheDescriptorItInherits() throws Exception {
    Path shared = folder.resolve("err.log");
    Path own = folder.resolve("jvm.log");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script = "echo before; \"$1\" -cp \"$2\" \"$3\" 0>&1 2>\"$4\"; echo after";
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                script,
                "bash",
                java,
                System.getProperty("java.class.path"),
                Child.class.getName(),
                own.toString())
            .redirectOutput(shared.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(shared)).isEqualTo("before\nfrom the run\nafter\n");
    assertThat(Files.readString(own)).isEqualTo("from the JVM\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "/dev/stderr"})
  void withoutWordOfItTheStandardErrorIsTheJvms(String descriptor) {
    assertThat(Terminal.open(Map.of(Terminal.STDERR, descriptor)).err()).isSameAs(System.err);
  }
}
