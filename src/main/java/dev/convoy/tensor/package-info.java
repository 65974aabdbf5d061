/**
 * Shapes, float32 tensors, and NumPy files (.npy, .npz). No arithmetic and nothing of Spark: every
 * other package builds on this one. Start with {@link dev.convoy.tensor.Shape}.
 */
@NullMarked
package dev.convoy.tensor;

import org.jspecify.annotations.NullMarked;
