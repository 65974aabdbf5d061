package dev.convoy.job.forward;

import java.io.Serializable;

/**
 * An example that the report shows.
 *
 * @param place in its slice
 * @param label its class, or {@link dev.convoy.job.input.Example#NO_LABEL}
 * @param predicted the class of the largest score; -1 where no tap has scores
 * @param features the numbers of the {@link Drawing}'s taps, one after the other
 */
record Drawn(long id, int place, String path, int label, int predicted, float[] features)
    implements Serializable {}
