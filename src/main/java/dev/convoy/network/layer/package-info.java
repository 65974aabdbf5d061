/**
 * The kinds of layers: each says its shapes and parameters, what backward will need of its forward,
 * and calls its operator in {@code compute}. Start with {@link dev.convoy.network.layer.Layer}.
 */
@NullMarked
package dev.convoy.network.layer;

import org.jspecify.annotations.NullMarked;
