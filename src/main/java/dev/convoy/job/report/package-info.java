/**
 * What every job gathers for its report: its tasks as Spark saw them, what it ran on, what its file
 * said, and the page's place. The pages themselves are the business of {@link
 * dev.convoy.report.html}. Start with {@link dev.convoy.job.report.ReportFile}.
 */
@NullMarked
package dev.convoy.job.report;

import org.jspecify.annotations.NullMarked;
