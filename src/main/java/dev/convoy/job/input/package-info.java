/**
 * Where examples come from: image files, IDX files, Parquet tables, NumPy files. Each source knows
 * its examples' order and count before anything is decoded, and hands out slices that executors
 * read lazily. Nothing is decoded here. Start with {@link dev.convoy.job.input.ExampleInput}.
 */
@NullMarked
package dev.convoy.job.input;

import org.jspecify.annotations.NullMarked;
