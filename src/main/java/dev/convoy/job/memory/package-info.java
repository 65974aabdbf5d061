/**
 * What a run takes of its executors' heaps, worked out before it begins, and refused where they
 * have too little. Start with {@link dev.convoy.job.memory.MemoryPlan}; docs/memory.md shows how
 * the figures were measured.
 */
@NullMarked
package dev.convoy.job.memory;

import org.jspecify.annotations.NullMarked;
