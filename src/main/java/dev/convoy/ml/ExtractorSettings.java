package dev.convoy.ml;

import java.io.Serializable;

/**
 * How executors run a model; none of it changes a bit of the features.
 *
 * @param kernels name of the micro-kernels
 * @param maxPixels largest image that is taken
 * @param batchSize images per call of the network, at most
 */
record ExtractorSettings(String kernels, long maxPixels, int batchSize) implements Serializable {
  static final String KERNELS = "auto";
  static final long MAX_PIXELS = 100_000_000;

  /** One image at a time, as functions of SQL get them. */
  static final ExtractorSettings ONE_BY_ONE = new ExtractorSettings(KERNELS, MAX_PIXELS, 1);
}
