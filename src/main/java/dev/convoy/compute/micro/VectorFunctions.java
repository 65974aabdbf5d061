package dev.convoy.compute.micro;

import static dev.convoy.compute.micro.ScalarFunctions.ERF_MIDDLE;
import static dev.convoy.compute.micro.ScalarFunctions.EXPM1_LOW;
import static dev.convoy.compute.micro.ScalarFunctions.EXPONENT_BIAS;
import static dev.convoy.compute.micro.ScalarFunctions.EXP_HIGH;
import static dev.convoy.compute.micro.ScalarFunctions.EXP_LOW;
import static dev.convoy.compute.micro.ScalarFunctions.GELU_CUBE;
import static dev.convoy.compute.micro.ScalarFunctions.GELU_SCALE;
import static dev.convoy.compute.micro.ScalarFunctions.MANTISSA_BITS;
import static dev.convoy.compute.micro.ScalarFunctions.MISH_HIGH;
import static dev.convoy.compute.micro.ScalarFunctions.NORMAL_LOW;
import static dev.convoy.compute.micro.ScalarFunctions.ROUNDER_BITS;
import static dev.convoy.compute.micro.ScalarFunctions.SQRT_HALF;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The steps of {@link PointwiseKernels} for one vector of values; twin of {@link ScalarFunctions},
 * which says what they are.
 *
 * <p>Numbers that are used as vectors are constants: made where they are used, they would cost so
 * much of the compiler's budget that it would not inline all of a function, which makes it ten
 * times as slow.
 */
final class VectorFunctions {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int SIGN = 1 << 31;
  private static final FloatVector MINUS_LN2_HIGH = all(-ScalarFunctions.LN2_HIGH);
  private static final FloatVector MINUS_LN2_LOW = all(-ScalarFunctions.LN2_LOW);
  private static final FloatVector ONE = all(1f);
  private static final FloatVector TWO = all(2f);
  private static final FloatVector ERFC_1 = all(ScalarFunctions.ERFC_1);
  private static final FloatVector ERFC_2 = all(ScalarFunctions.ERFC_2);
  private static final FloatVector ERFC_3 = all(ScalarFunctions.ERFC_3);
  private static final FloatVector ERFC_4 = all(ScalarFunctions.ERFC_4);
  private static final FloatVector ERFC_5 = all(ScalarFunctions.ERFC_5);
  private static final FloatVector ERFC_6 = all(ScalarFunctions.ERFC_6);
  private static final FloatVector ERFC_7 = all(ScalarFunctions.ERFC_7);
  private static final FloatVector ERF_1 = all(ScalarFunctions.ERF_1);
  private static final FloatVector ERF_3 = all(ScalarFunctions.ERF_3);
  private static final FloatVector ERF_5 = all(ScalarFunctions.ERF_5);
  private static final FloatVector ERF_7 = all(ScalarFunctions.ERF_7);
  private static final FloatVector ERF_9 = all(ScalarFunctions.ERF_9);
  private static final FloatVector ERF_11 = all(ScalarFunctions.ERF_11);
  private static final FloatVector EXP2 = all(ScalarFunctions.EXP2);
  private static final FloatVector EXP3 = all(ScalarFunctions.EXP3);
  private static final FloatVector EXP4 = all(ScalarFunctions.EXP4);
  private static final FloatVector EXP5 = all(ScalarFunctions.EXP5);
  private static final FloatVector EXP6 = all(ScalarFunctions.EXP6);
  private static final FloatVector EXP7 = all(ScalarFunctions.EXP7);
  private static final FloatVector LOG2_E = all(ScalarFunctions.LOG2_E);
  private static final FloatVector ROUNDER = all(ScalarFunctions.ROUNDER);

  private VectorFunctions() {}

  static FloatVector exp(FloatVector x) {
    FloatVector bounded = x.blend(EXP_HIGH, x.compare(VectorOperators.GT, EXP_HIGH));
    bounded = bounded.blend(EXP_LOW, bounded.compare(VectorOperators.LT, EXP_LOW));
    FloatVector rounded = bounded.fma(LOG2_E, ROUNDER);
    FloatVector value = expm1Reduced(bounded, rounded.sub(ROUNDER)).add(1f);
    IntVector n = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
    IntVector half = n.lanewise(VectorOperators.ASHR, 1);
    return value.mul(powerOfTwo(half)).mul(powerOfTwo(n.sub(half)));
  }

  /** {@code exp(x) - 1} for x up to 0. */
  static FloatVector expm1(FloatVector x) {
    FloatVector bounded = x.blend(EXPM1_LOW, x.compare(VectorOperators.LT, EXPM1_LOW));
    FloatVector rounded = bounded.fma(LOG2_E, ROUNDER);
    FloatVector value = expm1Reduced(bounded, rounded.sub(ROUNDER));
    FloatVector scale = powerOfTwo(rounded.reinterpretAsInts().sub(ROUNDER_BITS));
    return scale.fma(value, scale.sub(1f));
  }

  /** {@code exp(x)} for x from -87 to 0. */
  private static FloatVector expInside(FloatVector x) {
    FloatVector rounded = x.fma(LOG2_E, ROUNDER);
    FloatVector value = expm1Reduced(x, rounded.sub(ROUNDER));
    FloatVector scale = powerOfTwo(rounded.reinterpretAsInts().sub(ROUNDER_BITS));
    return scale.fma(value, scale);
  }

  private static FloatVector expm1Reduced(FloatVector x, FloatVector n) {
    FloatVector r = n.fma(MINUS_LN2_HIGH, x);
    r = n.fma(MINUS_LN2_LOW, r);
    FloatVector q = r.fma(EXP7, EXP6);
    q = q.fma(r, EXP5);
    q = q.fma(r, EXP4);
    q = q.fma(r, EXP3);
    q = q.fma(r, EXP2);
    return q.fma(r.mul(r), r);
  }

  private static FloatVector powerOfTwo(IntVector n) {
    return n.add(EXPONENT_BIAS).lanewise(VectorOperators.LSHL, MANTISSA_BITS).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = exp(x.abs().neg());
    FloatVector above = ONE.blend(e, x.compare(VectorOperators.LT, 0f));
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

  static FloatVector erf(FloatVector x) {
    FloatVector size = x.abs();
    FloatVector outside = withSign(expm1(erfcExponent(size)).abs(), x);
    return erfMiddle(x).blend(outside, size.compare(VectorOperators.GT, ERF_MIDDLE));
  }

  static FloatVector normal(FloatVector x) {
    FloatVector scaled = x.mul(SQRT_HALF);
    FloatVector size = scaled.abs();
    FloatVector exponent = erfcExponent(size);
    FloatVector tail =
        expInside(exponent).blend(0f, exponent.compare(VectorOperators.LT, NORMAL_LOW));
    FloatVector outside = TWO.sub(tail).blend(tail, scaled.compare(VectorOperators.LT, 0f));
    FloatVector middle = erfMiddle(scaled).add(1f);
    return middle.blend(outside, size.compare(VectorOperators.GT, ERF_MIDDLE)).mul(0.5f);
  }

  private static FloatVector erfMiddle(FloatVector x) {
    FloatVector square = x.mul(x);
    FloatVector q = square.fma(ERF_11, ERF_9);
    q = q.fma(square, ERF_7);
    q = q.fma(square, ERF_5);
    q = q.fma(square, ERF_3);
    q = q.fma(square, ERF_1);
    return q.fma(x, x);
  }

  private static FloatVector erfcExponent(FloatVector size) {
    FloatVector q = size.fma(ERFC_7, ERFC_6);
    q = q.fma(size, ERFC_5);
    q = q.fma(size, ERFC_4);
    q = q.fma(size, ERFC_3);
    q = q.fma(size, ERFC_2);
    q = q.fma(size, ERFC_1);
    return q.fma(size, size.neg());
  }

  static FloatVector geluTanh(FloatVector x) {
    FloatVector bent = x.mul(GELU_CUBE).fma(x, ONE);
    return x.mul(sigmoid(x.mul(GELU_SCALE).mul(bent)));
  }

  private static FloatVector all(float value) {
    return FloatVector.broadcast(SPECIES, value);
  }
}
