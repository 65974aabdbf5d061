package dev.convoy.compute.micro;

import static dev.convoy.compute.micro.ScalarFunctions.ERFC_1;
import static dev.convoy.compute.micro.ScalarFunctions.ERFC_2;
import static dev.convoy.compute.micro.ScalarFunctions.ERFC_3;
import static dev.convoy.compute.micro.ScalarFunctions.ERFC_4;
import static dev.convoy.compute.micro.ScalarFunctions.ERFC_5;
import static dev.convoy.compute.micro.ScalarFunctions.ERFC_6;
import static dev.convoy.compute.micro.ScalarFunctions.ERFC_7;
import static dev.convoy.compute.micro.ScalarFunctions.ERF_1;
import static dev.convoy.compute.micro.ScalarFunctions.ERF_11;
import static dev.convoy.compute.micro.ScalarFunctions.ERF_3;
import static dev.convoy.compute.micro.ScalarFunctions.ERF_5;
import static dev.convoy.compute.micro.ScalarFunctions.ERF_7;
import static dev.convoy.compute.micro.ScalarFunctions.ERF_9;
import static dev.convoy.compute.micro.ScalarFunctions.ERF_MIDDLE;
import static dev.convoy.compute.micro.ScalarFunctions.EXP2;
import static dev.convoy.compute.micro.ScalarFunctions.EXP3;
import static dev.convoy.compute.micro.ScalarFunctions.EXP4;
import static dev.convoy.compute.micro.ScalarFunctions.EXP5;
import static dev.convoy.compute.micro.ScalarFunctions.EXP6;
import static dev.convoy.compute.micro.ScalarFunctions.EXP7;
import static dev.convoy.compute.micro.ScalarFunctions.EXPM1_LOW;
import static dev.convoy.compute.micro.ScalarFunctions.EXPONENT_BIAS;
import static dev.convoy.compute.micro.ScalarFunctions.EXP_HIGH;
import static dev.convoy.compute.micro.ScalarFunctions.EXP_LOW;
import static dev.convoy.compute.micro.ScalarFunctions.GELU_CUBE;
import static dev.convoy.compute.micro.ScalarFunctions.GELU_SCALE;
import static dev.convoy.compute.micro.ScalarFunctions.LN2_HIGH;
import static dev.convoy.compute.micro.ScalarFunctions.LN2_LOW;
import static dev.convoy.compute.micro.ScalarFunctions.LOG2_E;
import static dev.convoy.compute.micro.ScalarFunctions.MANTISSA_BITS;
import static dev.convoy.compute.micro.ScalarFunctions.MISH_HIGH;
import static dev.convoy.compute.micro.ScalarFunctions.NORMAL_HIGH;
import static dev.convoy.compute.micro.ScalarFunctions.ROUNDER;
import static dev.convoy.compute.micro.ScalarFunctions.ROUNDER_BITS;
import static dev.convoy.compute.micro.ScalarFunctions.SQRT_HALF;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The steps of {@link PointwiseKernels} for one vector of values; twin of {@link ScalarFunctions},
 * which says what they are.
 */
final class VectorFunctions {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SIGN = 1 << 31;

  private VectorFunctions() {}

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.blend(EXP_HIGH, x.compare(VectorOperators.GT, EXP_HIGH));
    bounded = bounded.blend(EXP_LOW, bounded.compare(VectorOperators.LT, EXP_LOW));
    FloatVector rounded = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector value = expm1Reduced(bounded, rounded.sub(ROUNDER)).add(1f);
    IntVector n = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return value.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
  }

  /** {@code exp(x) - 1} for x up to 0. */
  static FloatVector expm1(FloatVector x) {
    FloatVector bounded = x.blend(EXPM1_LOW, x.compare(VectorOperators.LT, EXPM1_LOW));
    FloatVector rounded = bounded.fma(all(LOG2_E), all(ROUNDER));
    FloatVector value = expm1Reduced(bounded, rounded.sub(ROUNDER));
    FloatVector scale = powerOfTwo(rounded.reinterpretAsInts().sub(ROUNDER_BITS));
    return scale.fma(value, scale.sub(1f));
  }

  private static FloatVector expm1Reduced(FloatVector x, FloatVector n) {
    FloatVector r = n.fma(all(-LN2_HIGH), x);
    r = n.fma(all(-LN2_LOW), r);
    FloatVector q = r.fma(all(EXP7), all(EXP6));
    q = q.fma(r, all(EXP5));
    q = q.fma(r, all(EXP4));
    q = q.fma(r, all(EXP3));
    q = q.fma(r, all(EXP2));
    return q.fma(r.mul(r), r);
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector above = all(1f).blend(e, x.compare(VectorOperators.LT, 0f));
    return above.div(e.add(1f));
  }

  static FloatVector swish(FloatVector x) {
    return x.mul(sigmoid(x));
  }

  static FloatVector tanh(FloatVector x) {
    FloatVector e = expm1(x.abs().mul(-2f));
    return withSign(e.abs().div(e.add(2f)), x);
  }

  /** A value that is not negative with the sign of another. */
  private static FloatVector withSign(FloatVector value, FloatVector other) {
    IntVector sign = other.reinterpretAsInts().and(SIGN);
    return value.reinterpretAsInts().or(sign).reinterpretAsFloats();
  }

  static FloatVector elu(float positive, float negative, float divisor, FloatVector x) {
    FloatVector below = expm1(x.div(divisor)).mul(negative);
    return below.blend(x.mul(positive), x.compare(VectorOperators.GT, 0f));
  }

  static FloatVector mish(FloatVector x) {
    FloatVector e = exp(x.blend(MISH_HIGH, x.compare(VectorOperators.GT, MISH_HIGH)));
    FloatVector w = e.mul(e.add(2f));
    return x.mul(w.div(w.add(2f)));
  }

  /**
   * The first half of {@link #erf}: its value near 0, elsewhere the logarithm of the rest to 1 with
   * the sign of x, which is beyond 1. As one piece the compiler would not inline all of it.
   */
  static FloatVector erfOrExponent(FloatVector x, float high) {
    FloatVector size = x.abs();
    FloatVector bounded = size.blend(high, size.compare(VectorOperators.GT, high));
    FloatVector outside = withSign(erfcExponent(bounded).neg(), x);
    return erfMiddle(x).blend(outside, size.compare(VectorOperators.GT, ERF_MIDDLE));
  }

  /** From the first half. */
  static FloatVector erf(FloatVector half) {
    FloatVector size = half.abs();
    FloatVector outside = withSign(all(1f).sub(exp(size.neg())), half);
    return half.blend(outside, size.compare(VectorOperators.GT, 1f));
  }

  /** The first half of {@link #normal}; beyond the bound it is infinite. */
  static FloatVector normalOrExponent(FloatVector x) {
    FloatVector scaled = x.mul(SQRT_HALF);
    FloatVector half = erfOrExponent(scaled, NORMAL_HIGH);
    FloatVector infinite = withSign(all(Float.POSITIVE_INFINITY), scaled);
    return half.blend(infinite, scaled.abs().compare(VectorOperators.GT, NORMAL_HIGH));
  }

  /** From the first half. */
  static FloatVector normal(FloatVector half) {
    FloatVector size = half.abs();
    FloatVector tail = exp(size.neg());
    FloatVector outside = all(2f).sub(tail).blend(tail, half.compare(VectorOperators.LT, 0f));
    FloatVector twice = half.add(1f).blend(outside, size.compare(VectorOperators.GT, 1f));
    return twice.mul(0.5f);
  }

  private static FloatVector erfMiddle(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector q = square.fma(all(ERF_11), all(ERF_9));
    q = q.fma(square, all(ERF_7));
    q = q.fma(square, all(ERF_5));
    q = q.fma(square, all(ERF_3));
    q = q.fma(square, all(ERF_1));
    return q.fma(x, x);
  }

  private static FloatVector erfcExponent(FloatVector size) {
    FloatVector q = size.fma(all(ERFC_7), all(ERFC_6));
    q = q.fma(size, all(ERFC_5));
    q = q.fma(size, all(ERFC_4));
    q = q.fma(size, all(ERFC_3));
    q = q.fma(size, all(ERFC_2));
    q = q.fma(size, all(ERFC_1));
    return q.fma(size, size.neg());
  }

  static FloatVector geluTanh(FloatVector x) {
    FloatVector bent = x.mul(GELU_CUBE).fma(x, all(1f));
    return x.mul(sigmoid(x.mul(GELU_SCALE).mul(bent)));
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
