package dev.convoy.job.forward;

import java.io.Serializable;

/**
 * An example that the report shows.
 *
 * @param place in its slice
 * @param size bytes as stored; -1 where unknown
 * @param label its class, or {@link dev.convoy.job.input.Example#NO_LABEL}
 * @param predicted the class of the largest score; -1 where no tap has scores
 * @param features the numbers of the {@link Sampling}'s taps, one after the other
 */
record Sampled(
    long id, int place, String path, long size, int label, int predicted, float[] features)
    implements Serializable {}
