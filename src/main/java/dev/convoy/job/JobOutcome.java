package dev.convoy.job;

import java.util.List;

/**
 * How a job ended.
 *
 * @param summary a few lines for the user, printed last
 * @param overMaxRejects whether more images were rejected than the job allowed: exit code 3
 */
public record JobOutcome(List<String> summary, boolean overMaxRejects) {}
