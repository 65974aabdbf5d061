/**
 * The forward pass where Spark's users already are: a SQL function, and an ML transformer. Start
 * with {@link dev.convoy.ml.ConvoyExtensions}.
 */
@NullMarked
package dev.convoy.ml;

import org.jspecify.annotations.NullMarked;
