package dev.convoy.job;

/**
 * One key of a job file, as the help and the reference print it.
 *
 * @param name dotted from the root: {@code output.features}
 * @param type what it takes: {@code path}, {@code whole number}, {@code reject | fail}
 * @param standard its default, {@code required}, or empty where absence has no value
 * @param meaning one line
 */
public record JobKey(String name, String type, String standard, String meaning) {}
