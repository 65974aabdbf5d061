/**
 * What a training run tells afterwards: its metrics as CSV, its learning curves as a picture. It
 * knows numbers and bytes, not files, networks or Spark. Start with {@link
 * dev.convoy.report.LearningCurves}.
 */
@NullMarked
package dev.convoy.report;

import org.jspecify.annotations.NullMarked;
