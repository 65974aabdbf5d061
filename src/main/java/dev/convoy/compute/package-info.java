/**
 * The operators of convolutional networks on float32 arrays: shapes, loops and packing around the
 * micro-kernels. Images are NHWC, filters HWIO. No Spark, no files, no threads. Start with {@link
 * dev.convoy.compute.Conv2d}.
 */
@NullMarked
package dev.convoy.compute;

import org.jspecify.annotations.NullMarked;
