/**
 * The job that says what a network is: its nodes, their sizes and work, the memory it takes, and a
 * drawing of the graph. Runs no image. Start with {@link dev.convoy.job.describe.DescribeJob}.
 */
@NullMarked
package dev.convoy.job.describe;

import org.jspecify.annotations.NullMarked;
