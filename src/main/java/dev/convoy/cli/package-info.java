/**
 * The command line: read the job file, check it, open the session, run, print. What a job does
 * stands in {@code job}; how Java is started, in {@code submit.sh}. Start with {@link
 * dev.convoy.cli.Main}.
 */
@NullMarked
package dev.convoy.cli;

import org.jspecify.annotations.NullMarked;
