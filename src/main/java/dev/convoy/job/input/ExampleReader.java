package dev.convoy.job.input;

import java.io.Closeable;
import java.util.Iterator;
import java.util.List;

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
}
