package dev.convoy.job.input;

import java.io.Serializable;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * What the names of image files are relative to. Names that were found by looking into folders are
 * taken letter by letter: a folder called {@code file:} is one. Lines of a list may lead anywhere,
 * as keys of a job file may: {@code ../x.png}, {@code /x.png}, {@code hdfs://host/x.png}.
 */
record ImageRoot(Path folder, Names names) implements Serializable {
  /** Where names come from. */
  enum Names {
    FOUND,
    LISTED
  }

  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:/.*");

  /**
   * The file of a name.
   *
   * @throws IllegalArgumentException if no file can be called that
   */
  Path file(String name) {
    if (names == Names.LISTED && (name.startsWith("/") || SCHEME.matcher(name).matches())) {
      return new Path(name);
    }
    java.net.URI uri = folder.toUri(); // Path's other constructors would look for a scheme
    String base = uri.getPath().equals("/") ? "" : uri.getPath();
    return new Path(uri.getScheme(), uri.getAuthority(), base + "/" + name);
  }
}
