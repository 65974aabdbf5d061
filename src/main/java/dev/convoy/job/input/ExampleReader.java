package dev.convoy.job.input;

import java.io.Closeable;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Reads the examples of a slice one by one, in order, on one thread. An example that cannot be read
 * comes as {@link Example.Unreadable}; a container that cannot be read on ends in a {@link
 * dev.convoy.job.RunFailure}.
 */
public interface ExampleReader extends Iterator<Example>, Closeable {
  /** The examples it reads as a listing knew them, in order; none where there was no listing. */
  default List<Listed> listed() {
    return List.of();
  }

  /**
   * Passes over examples.
   *
   * @param count no more than are left
   */
  default void skip(int count) {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  /** Whether an example is reached through those before it alone, as in a container. */
  default boolean readsInSequence() {
    return false;
  }

  /** The next example without its content; empty where only reading it would tell. */
  default Optional<Example> peek() {
    return Optional.empty();
  }
}
