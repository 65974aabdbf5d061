/**
 * The forward pass where Spark's users already are: a SQL function, {@link
 * dev.convoy.ml.ConvoyExtensions}, and a stage of Spark ML, {@link dev.convoy.ml.ConvoyFeaturizer}.
 * Only classes named after the latter know spark-mllib, which not every class path has. Start with
 * {@link dev.convoy.ml.FeatureExtractor}.
 */
@NullMarked
package dev.convoy.ml;

import org.jspecify.annotations.NullMarked;
