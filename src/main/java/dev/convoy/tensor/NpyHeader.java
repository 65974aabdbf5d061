package dev.convoy.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text in front of the values of a .npy file: a Python dictionary of three known keys.
 *
 * <pre>
 *   {'descr': '&lt;f8', 'fortran_order': False, 'shape': (3, 4), }
 * </pre>
 *
 * <p>Read as exactly that, in any order of keys; anything else is an error.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The .npy
 *     format</a>
 */
record NpyHeader(DType dtype, Shape shape) {
  /** NumPy leaves room for the outermost size to grow in place to this many digits. */
  private static final int GROWTH_DIGITS = 21;

  /** What NumPy itself can hold. */
  private static final int MAX_RANK = 64;

  static NpyHeader parse(String text, String where) throws NumpyFormatException {
    return new Parser(text, where).header();
  }

  /** The dictionary, as NumPy writes it but for the padding to a multiple of 64 bytes. */
  String text() {
    Check.that(shape.rank() <= MAX_RANK, "array %s: numpy reads up to rank %s", shape, MAX_RANK);
    String sizes =
        Arrays.stream(shape.toArray()).mapToObj(String::valueOf).collect(Collectors.joining(", "));
    String comma = shape.rank() == 1 ? "," : ""; // (3,) is a tuple, (3) is a number
    int growth = shape.rank() == 0 ? 0 : GROWTH_DIGITS - String.valueOf(shape.size(0)).length();
    return "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(dtype.descr(), sizes, comma)
        + " ".repeat(growth);
  }

  /** Reads the dictionary from left to right. */
  private static final class Parser {
    private final String text;
    private final String where;
    private int at;
    private String descr = "";
    private String fortranOrder = "";
    private List<Integer> sizes = List.of();

    Parser(String text, String where) {
      this.text = text;
      this.where = where;
    }

    NpyHeader header() throws NumpyFormatException {
      List<String> seen = new ArrayList<>();
      expect("{");
      while (!skip("}")) {
        String key = string();
        expect(":");
        switch (key) {
          case "descr" -> descr = skipsToList() ? rest() : string();
          case "fortran_order" -> fortranOrder = word();
          case "shape" -> sizes = tuple();
          default -> throw malformed("knows no key '" + key + "'");
        }
        if (seen.contains(key)) {
          throw malformed("holds '" + key + "' twice");
        }
        seen.add(key);
        checkSupported(key);
        if (!skip(",") && !nextIs("}")) {
          throw malformed("needs ',' or '}' at character " + at);
        }
      }
      if (seen.size() < 3) {
        throw malformed("needs 'descr', 'fortran_order' and 'shape'");
      }
      if (!text.substring(at).isBlank()) {
        throw malformed("goes on after its closing '}'");
      }
      return new NpyHeader(DType.ofDescr(descr).orElseThrow(), shape());
    }

    /** Refuses a foreign type or order as soon as it is seen: the plainest message there is. */
    private void checkSupported(String key) throws NumpyFormatException {
      if (key.equals("descr") && DType.ofDescr(descr).isEmpty()) {
        throw unsupportedType();
      }
      if (key.equals("fortran_order") && !fortranOrder.equals("False")) {
        if (!fortranOrder.equals("True")) {
          throw malformed("needs 'fortran_order' True or False, has " + fortranOrder);
        }
        throw new NumpyFormatException(
            where,
            "array is in Fortran order (columns first); supported is C order: save"
                + " numpy.ascontiguousarray(array)");
      }
    }

    private NumpyFormatException unsupportedType() {
      String problem;
      if (descr.endsWith("O")) {
        problem = "array holds Python objects (a pickle), which are never loaded";
      } else if (descr.startsWith(">")) {
        problem = "array is big-endian ('" + descr + "')";
      } else if (descr.startsWith("[")) {
        problem = "array has structured elements";
      } else {
        problem = "array has element type '" + descr + "'";
      }
      return new NumpyFormatException(
          where,
          problem
              + "; supported are "
              + DType.supported()
              + ": convert it in Python, for instance with array.astype('<f4')");
    }

    private Shape shape() throws NumpyFormatException {
      try {
        Shape shape = Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
        shape.length();
        return shape;
      } catch (ArithmeticException | IllegalArgumentException e) {
        throw new NumpyFormatException(
            where, "shape " + sizes + " has more elements than one Java array holds", e);
      }
    }

    private List<Integer> tuple() throws NumpyFormatException {
      List<Integer> found = new ArrayList<>();
      expect("(");
      while (!skip(")")) {
        found.add(size());
        if (!skip(",") && !nextIs(")")) {
          throw malformed("needs ',' or ')' at character " + at);
        }
      }
      return found;
    }

    private int size() throws NumpyFormatException {
      String digits = word();
      try {
        int size = Integer.parseInt(digits);
        if (size >= 0) {
          return size;
        }
      } catch (NumberFormatException e) {
        // told below, together with negative sizes
      }
      throw malformed("needs sizes from 0 to " + Integer.MAX_VALUE + ", has '" + digits + "'");
    }

    /** A run of letters, digits and signs: True, False, 128, -1. */
    private String word() {
      skipBlanks();
      int from = at;
      while (at < text.length() && (isWord(text.charAt(at)))) {
        at++;
      }
      return text.substring(from, at);
    }

    private static boolean isWord(char c) {
      return Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '_' || c == '.';
    }

    private String string() throws NumpyFormatException {
      skipBlanks();
      char quote = at < text.length() ? text.charAt(at) : ' ';
      int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
      if (end < 0) {
        throw malformed("needs a quoted word at character " + at);
      }
      String found = text.substring(at + 1, end);
      at = end + 1;
      return found;
    }

    private boolean skipsToList() {
      return nextIs("[");
    }

    private String rest() {
      return text.substring(at);
    }

    private void expect(String token) throws NumpyFormatException {
      if (!skip(token)) {
        throw malformed("needs '" + token + "' at character " + at);
      }
    }

    private boolean skip(String token) {
      boolean next = nextIs(token);
      at += next ? token.length() : 0;
      return next;
    }

    private boolean nextIs(String token) {
      skipBlanks();
      return text.startsWith(token, at);
    }

    private void skipBlanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private NumpyFormatException malformed(String problem) {
      String start = text.strip();
      start = start.length() > 120 ? start.substring(0, 120) + "..." : start;
      return new NumpyFormatException(where, "damaged header: " + problem + "; header: " + start);
    }
  }
}
