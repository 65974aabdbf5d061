/**
 * What a run tells people: {@link dev.convoy.report.html} is a page on all of it, {@link
 * dev.convoy.report.curves} a training's metrics and learning curves, {@link
 * dev.convoy.report.graph} a network as a drawing. It knows numbers and bytes, not files, networks
 * or Spark.
 */
@NullMarked
package dev.convoy.report;

import org.jspecify.annotations.NullMarked;
