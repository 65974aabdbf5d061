/**
 * The Spark jobs, each a recipe that reads from top to bottom: what goes in, what every executor
 * does, what comes out. No arithmetic here. Start with {@link dev.convoy.job.JobKind}.
 */
@NullMarked
package dev.convoy.job;

import org.jspecify.annotations.NullMarked;
