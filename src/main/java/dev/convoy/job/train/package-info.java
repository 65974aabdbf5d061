/**
 * The training job: synchronous mini-batches over the cluster, the same weights to the last bit
 * whatever its shape. Start with {@link dev.convoy.job.train.TrainKind}, then {@link
 * dev.convoy.job.train.TrainJob}.
 */
@NullMarked
package dev.convoy.job.train;

import org.jspecify.annotations.NullMarked;
