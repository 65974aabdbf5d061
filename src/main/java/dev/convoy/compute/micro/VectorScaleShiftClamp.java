package dev.convoy.compute.micro;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Rows of whole vectors scaled, shifted and clamped in place; {@link ChannelKernels}. */
final class VectorScaleShiftClamp {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  private VectorScaleShiftClamp() {}

  static void rows(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float low,
      float high,
      float[] y,
      int yAt) {
    for (int r = 0; r < rows; r++) {
      if (high == Float.POSITIVE_INFINITY) {
        row(channels, scale, shift, low, y, yAt + r * channels);
      } else {
        row(channels, scale, shift, low, high, y, yAt + r * channels);
      }
    }
  }

  private static void row(
      int channels, float[] scale, float[] shift, float low, float[] y, int yAt) {
    for (int c = 0; c < channels; c += LANES) {
      FloatVector factor = FloatVector.fromArray(SPECIES, scale, c);
      FloatVector offset = FloatVector.fromArray(SPECIES, shift, c);
      FloatVector value = FloatVector.fromArray(SPECIES, y, yAt + c).fma(factor, offset);
      value.blend(low, value.compare(VectorOperators.LE, low)).intoArray(y, yAt + c);
    }
  }

  private static void row(
      int channels, float[] scale, float[] shift, float low, float high, float[] y, int yAt) {
    for (int c = 0; c < channels; c += LANES) {
      FloatVector factor = FloatVector.fromArray(SPECIES, scale, c);
      FloatVector offset = FloatVector.fromArray(SPECIES, shift, c);
      FloatVector value = FloatVector.fromArray(SPECIES, y, yAt + c).fma(factor, offset);
      value = value.blend(low, value.compare(VectorOperators.LE, low));
      value.blend(high, value.compare(VectorOperators.GE, high)).intoArray(y, yAt + c);
    }
  }

  static void rowsAndOther(
      int rows,
      int channels,
      float[] scale,
      float[] shift,
      float[] other,
      int otherAt,
      float low,
      float high,
      float[] y,
      int yAt) {
    for (int r = 0; r < rows; r++) {
      int from = otherAt + r * channels;
      int to = yAt + r * channels;
      if (high == Float.POSITIVE_INFINITY) {
        rowAndOther(channels, scale, shift, other, from, low, y, to);
      } else {
        rowAndOther(channels, scale, shift, other, from, low, high, y, to);
      }
    }
  }

  private static void rowAndOther(
      int channels,
      float[] scale,
      float[] shift,
      float[] other,
      int otherAt,
      float low,
      float[] y,
      int yAt) {
    for (int c = 0; c < channels; c += LANES) {
      FloatVector factor = FloatVector.fromArray(SPECIES, scale, c);
      FloatVector offset = FloatVector.fromArray(SPECIES, shift, c);
      FloatVector value = FloatVector.fromArray(SPECIES, y, yAt + c).fma(factor, offset);
      value = value.add(FloatVector.fromArray(SPECIES, other, otherAt + c));
      value.blend(low, value.compare(VectorOperators.LE, low)).intoArray(y, yAt + c);
    }
  }

  private static void rowAndOther(
      int channels,
      float[] scale,
      float[] shift,
      float[] other,
      int otherAt,
      float low,
      float high,
      float[] y,
      int yAt) {
    for (int c = 0; c < channels; c += LANES) {
      FloatVector factor = FloatVector.fromArray(SPECIES, scale, c);
      FloatVector offset = FloatVector.fromArray(SPECIES, shift, c);
      FloatVector value = FloatVector.fromArray(SPECIES, y, yAt + c).fma(factor, offset);
      value = value.add(FloatVector.fromArray(SPECIES, other, otherAt + c));
      value = value.blend(low, value.compare(VectorOperators.LE, low));
      value.blend(high, value.compare(VectorOperators.GE, high)).intoArray(y, yAt + c);
    }
  }
}
