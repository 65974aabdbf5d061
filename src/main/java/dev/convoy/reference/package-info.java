/**
 * The definition of correct, in float64 and plain loops: the notebook's functions under their own
 * names, and the same operators in full generality as the oracle of {@code compute}. Nothing here
 * is optimised. Start with {@link dev.convoy.reference.Convolution}.
 */
@NullMarked
package dev.convoy.reference;

import org.jspecify.annotations.NullMarked;
