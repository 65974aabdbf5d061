/**
 * The backward job: forward caches of an earlier run and upstream gradients in, gradients of the
 * weights out. Start with {@link dev.convoy.job.backward.BackwardKind}, then {@link
 * dev.convoy.job.backward.BackwardJob}.
 */
@NullMarked
package dev.convoy.job.backward;

import org.jspecify.annotations.NullMarked;
