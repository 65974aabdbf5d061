package dev.convoy.network.layer;

/**
 * What forward kept of a batch for one layer's backward; what its {@link Keep} does not ask for is
 * empty.
 *
 * @param inputs float32, one array per input, N outermost
 * @param output float32, N outermost
 * @param packed bits of one image after the other
 */
public record Kept(float[][] inputs, float[] output, byte[] packed) {}
