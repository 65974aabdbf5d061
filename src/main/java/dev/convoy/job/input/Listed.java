package dev.convoy.job.input;

import java.io.Serializable;

/**
 * One example as a listing knows it.
 *
 * @param id what its rows are to be called by
 * @param position its place in the input, from 0, no two alike
 * @param path as {@link Example#path}
 * @param nth 1 for the first example of that path, 2 for the next: a list may name a file twice
 * @param size as {@link Example#size}
 * @param label as {@link Example#label}
 * @param key tells its content and label: another content or label has another key
 */
public record Listed(long id, long position, String path, int nth, long size, int label, String key)
    implements Serializable {

  /** The first of its path, under the id that the input gives it. */
  static Listed first(Example example, long position, String hash) {
    return new Listed(
        example.id(),
        position,
        example.path(),
        1,
        example.size(),
        example.label(),
        keyOf(hash, example.label()));
  }

  /** A key from what tells the content. */
  static String keyOf(String content, int label) {
    return label == Example.NO_LABEL ? content : content + "/" + label;
  }

  /** The same example as the n-th of its path. */
  public Listed asNth(int n) {
    return new Listed(id, position, path, n, size, label, key);
  }

  /** The same example under another id. */
  public Listed withId(long newId) {
    return new Listed(newId, position, path, nth, size, label, key);
  }
}
