package dev.convoy.bench;

import dev.convoy.compute.micro.Kernels;
import dev.convoy.tensor.Check;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where results go: to the terminal, and into a page of the documentation if one is named. */
final class Page {
  private static final String END = "<!-- end -->\n";
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private Page() {}

  /**
   * Prints the tables; in the page that the settings name, they replace what stands between the
   * lines {@code <!-- measured: title -->} and {@code <!-- end -->}.
   */
  static void publish(String title, String tables, Settings settings) throws IOException {
    String text = machine(settings) + "\n\n" + tables.strip() + "\n";
    System.out.println(text);
    if (!settings.into().isEmpty()) {
      Path page = Path.of(settings.into());
      Files.writeString(page, replaced(Files.readString(page), title, text));
    }
  }

  /** The page with another text between its marks. */
  static String replaced(String page, String title, String text) {
    String mark = "<!-- measured: " + title + " -->\n";
    int begin = page.indexOf(mark) + mark.length();
    int end = page.indexOf(END, begin);
    Check.that(
        begin >= mark.length() && end > 0,
        "page has no lines \"%s\" and \"%s\"",
        mark.strip(),
        END.strip());
    return page.substring(0, begin) + "\n" + text + "\n" + page.substring(end);
  }

  private static String machine(Settings settings) throws IOException {
    return String.join(
        ", ",
        "Java " + System.getProperty("java.version"),
        "kernels " + Kernels.named(settings.kernels()).describe(),
        processor(),
        Runtime.getRuntime().availableProcessors() + " cores",
        "forks " + settings.forks());
  }

  private static String processor() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    List<String> models =
        Files.readAllLines(PROCESSORS).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .toList();
    return models.isEmpty() ? System.getProperty("os.arch") : models.get(0);
  }
}
