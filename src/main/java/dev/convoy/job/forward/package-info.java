/**
 * The forward job: images through a network; features and forward caches come out. Start with
 * {@link dev.convoy.job.forward.ForwardKind}, then {@link dev.convoy.job.forward.ForwardJob}.
 */
@NullMarked
package dev.convoy.job.forward;

import org.jspecify.annotations.NullMarked;
