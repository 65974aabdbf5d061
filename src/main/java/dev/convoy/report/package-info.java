/**
 * What a training run tells afterwards: its metrics as CSV. It knows numbers and bytes, not files,
 * networks or Spark. Start with {@link dev.convoy.report.MetricsFile}.
 */
@NullMarked
package dev.convoy.report;

import org.jspecify.annotations.NullMarked;
