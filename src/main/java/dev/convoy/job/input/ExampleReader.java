package dev.convoy.job.input;

import java.io.Closeable;
import java.util.Iterator;

/**
 * Reads the examples of a slice one by one, in order, on one thread. An example that cannot be read
 * comes as {@link Example.Unreadable}; a container that cannot be read on ends in a {@link
 * dev.convoy.job.RunFailure}.
 */
public interface ExampleReader extends Iterator<Example>, Closeable {}
