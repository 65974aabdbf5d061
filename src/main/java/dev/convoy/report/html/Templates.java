package dev.convoy.report.html;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import dev.convoy.report.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The templates beside these classes. What is put in is escaped, so a file's name or an error's
 * text can be anything; a name that nothing answers to is an error, so a template cannot rot.
 */
final class Templates {
  private static final Mustache.Compiler COMPILER =
      Mustache.compiler()
          .withEscaper(
              Escapers.simple( // attributes stand in double quotes
                  new String[][] {
                    {"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}
                  }))
          .strictSections(true)
          .withFormatter(value -> Printable.text(String.valueOf(value)));
  private static final Map<String, Template> COMPILED = new ConcurrentHashMap<>();

  private Templates() {}

  static String render(String name, Object view) {
    return COMPILED.computeIfAbsent(name, Templates::compile).execute(view);
  }

  private static Template compile(String name) {
    String file = name + ".mustache";
    try (InputStream in = Templates.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalArgumentException("no template " + file);
      }
      try (Reader text = new InputStreamReader(in, StandardCharsets.UTF_8)) {
        return COMPILER.compile(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
