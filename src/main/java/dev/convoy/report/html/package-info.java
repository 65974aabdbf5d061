/**
 * A run's report: one HTML page that needs no other file, no network and no script. It knows
 * numbers and pixels, not files, networks or Spark. Start with {@link
 * dev.convoy.report.html.RunReport}; its sections stand one to a class, each beside a template.
 */
@NullMarked
package dev.convoy.report.html;

import org.jspecify.annotations.NullMarked;
