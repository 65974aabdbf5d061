package dev.convoy.job.report;

import java.util.Map;

/**
 * What a task says of itself.
 *
 * @param images it did
 * @param nanos of its steps, in the order an image takes them
 */
public record TaskWork(long images, Map<String, Long> nanos) {}
