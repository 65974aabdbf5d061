/**
 * What a run tells people: metrics as CSV, learning curves and graphs as pictures, and in {@link
 * dev.convoy.report.html} a page on all of it. It knows numbers and bytes, not files, networks or
 * Spark. Start with {@link dev.convoy.report.LearningCurves}.
 */
@NullMarked
package dev.convoy.report;

import org.jspecify.annotations.NullMarked;
