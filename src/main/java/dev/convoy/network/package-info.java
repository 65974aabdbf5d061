/**
 * Networks: a graph of named nodes read from YAML, its weights and fingerprint, and running it
 * forward with any node as a tap. Knows nothing of Spark or of files beyond streams. Start with
 * {@link dev.convoy.network.Network}.
 */
@NullMarked
package dev.convoy.network;

import org.jspecify.annotations.NullMarked;
