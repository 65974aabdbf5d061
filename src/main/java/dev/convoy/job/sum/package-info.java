/**
 * The one sum: gradients of blocks of examples, joined in one fixed binary tree, so that the result
 * is the same to the last bit however examples lie on partitions and executors. Start with {@link
 * dev.convoy.job.sum.BlockTree}; {@link dev.convoy.job.sum.OneSum} takes it across the cluster.
 */
@NullMarked
package dev.convoy.job.sum;

import org.jspecify.annotations.NullMarked;
