package dev.convoy.compute;

import dev.convoy.compute.micro.Kernels;
import dev.convoy.compute.micro.MicroKernels;
import dev.convoy.tensor.Shape;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/**
 * A program that prints the kernels it has, and then for every operator on hostile shapes a digest
 * of the bits that come out. Two runs computed the same if they printed the same.
 */
final class OperatorDigests {
  private static final long SEED = 23;

  private final MicroKernels kernels;

  private OperatorDigests(MicroKernels kernels) {
    this.kernels = kernels;
  }

  /** Takes the name of the kernels. */
  public static void main(String[] arguments) {
    MicroKernels kernels = Kernels.named(arguments[0]);
    System.out.println(kernels.describe());
    OperatorDigests digests = new OperatorDigests(kernels);
    ConvGeometries.hostile().forEach(digests::convolution);
    Pool2dTest.hostileGeometries().forEach(digests::pooling);
    for (int channels : new int[] {1, 3, 7, 16, 17, 33, 64}) {
      digests.rows(5, channels);
      digests.functions(5 * channels);
      Shape image = Shape.of(2, 3, 5, channels);
      digests.arithmetic(image, image);
      digests.arithmetic(image, Shape.of(2, 1, 1, channels));
      digests.arithmetic(Shape.of(2, 3, 5, 1), image);
      digests.arithmetic(image, Shape.of(1));
    }
  }

  private void convolution(ConvGeometry g) {
    ConvTensors t = ConvTensors.random(g, SEED);
    Workspace ws = new Workspace(kernels);
    print("forward", g, t.forward(kernels));
    print("gradInput", g, t.gradInput(kernels, ws));
    print("gradWeights", g, t.addGradWeights(new float[t.w().length], ws));
    print("gradBias", g, t.addGradBias(new float[g.outC()]));
  }

  private void pooling(PoolGeometry g) {
    float[] x = Arrays32.random(g.input().count(), new Random(SEED));
    float[] y = new float[g.outputShape().length()];
    MaxPool2d.forward(g, x, y, new Workspace(kernels));
    print("max", g, y);
    AveragePool2d.forward(g, AveragePool2d.Divisor.IMAGE_ONLY, x, y, new Workspace(kernels));
    print("average", g, y);
  }

  private void rows(int rows, int channels) {
    Random random = new Random(SEED);
    String what = rows + " x " + channels;
    float[] x = Arrays32.random((long) rows * channels, random);
    float[] w = Arrays32.random((long) channels * channels, random);
    float[] scale = Arrays32.random(channels, random);
    float[] shift = Arrays32.random(channels, random);
    float[] y = new float[x.length];
    Workspace ws = new Workspace(kernels);
    BatchNorm.forward(rows, x, scale, shift, y, ws);
    print("batchNorm", what, y);
    Relu.forwardLeaky(x.length, 0.1f, x, y, ws);
    print("leakyRelu", what, y);
    PackedFilters packed = Dense.pack(channels, channels, w, kernels);
    Dense.forward(rows, channels, channels, x, packed, shift, y, ws);
    print("dense", what, y);
    Dense.addGradWeights(rows, channels, channels, x, y, w, 0, ws);
    print("dense gradWeights", what, w);
    GlobalAveragePool.forward(Shape.of(1, rows, 1, channels), x, scale, ws);
    print("globalAveragePool", what, scale);
  }

  private void functions(int count) {
    Random random = new Random(SEED);
    float[] x = Arrays32.random(count, random);
    for (int i = 0; i < count; i++) {
      x[i] *= i % 3 == 0 ? 30 : 3;
    }
    float[] u = Arrays32.random(count, random);
    float[] y = new float[count];
    Workspace ws = new Workspace(kernels);
    for (PointwiseFunction function : PointwiseFunction.values()) {
      Pointwise.forward(function, 0.5f, 1.5f, 0, count, x, y, ws);
      print(function.name(), count, withoutNaN(y));
      PointwiseGradient.gradInput(function, 0.5f, 1.5f, count, x, u, y, ws);
      print(function + " gradInput", count, withoutNaN(y));
    }
    Sigmoid.forward(count, x, y, ws);
    print("sigmoid", count, y);
    Softmax.forward(1, count, x, y, ws);
    print("softmax", count, y);
    LogSoftmax.forward(1, count, x, y, ws);
    print("logSoftmax", count, y);
    LogSoftmax.gradInput(1, count, y, u, x, ws);
    print("logSoftmax gradInput", count, x);
  }

  /** Which NaN it is depends on the machine. */
  private static float[] withoutNaN(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.isNaN(values[i]) ? 77f : values[i];
    }
    return values;
  }

  private void arithmetic(Shape left, Shape right) {
    Random random = new Random(SEED);
    Broadcast g = Broadcast.of(left, right);
    float[] a = Arrays32.random(left.count(), random);
    float[] b = Arrays32.random(right.count(), random);
    float[] u = Arrays32.random(g.output().count(), random);
    float[] y = new float[u.length];
    float[] gradA = new float[a.length];
    float[] gradB = new float[b.length];
    Workspace ws = new Workspace(kernels);
    for (Arithmetic operation : Arithmetic.values()) {
      String what = operation + " " + left;
      BroadcastArithmetic.forward(operation, g, a, b, y, ws);
      print(what, right, withoutNaN(y));
      ArithmeticGradient.gradA(operation, g, a, b, u, gradA);
      print(what + " gradA", right, withoutNaN(gradA));
      ArithmeticGradient.gradB(operation, g, a, b, u, gradB);
      print(what + " gradB", right, withoutNaN(gradB));
    }
    if (g.output().equals(left)) {
      PRelu.forward(g, a, b, y, ws);
      print("prelu " + left, right, y);
      PRelu.addGradSlope(g, a, u, gradB, 0);
      print("prelu gradSlope " + left, right, gradB);
    }
  }

  private static void print(String operator, Object shape, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
      System.out.println(operator + " " + shape + ": " + HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
