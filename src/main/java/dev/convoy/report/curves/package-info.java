/**
 * How a training went: its metrics as CSV, its learning curves as a picture. Start with {@link
 * dev.convoy.report.curves.LearningCurves}.
 */
@NullMarked
package dev.convoy.report.curves;

import org.jspecify.annotations.NullMarked;
