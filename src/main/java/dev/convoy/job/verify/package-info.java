/**
 * The job that checks a cluster: cases with known answers through the float64 reference and both
 * kinds of kernels, on every executor. Start with {@link dev.convoy.job.verify.VerifyJob}.
 */
@NullMarked
package dev.convoy.job.verify;

import org.jspecify.annotations.NullMarked;
