package dev.convoy.compute;

import dev.convoy.tensor.Check;
import java.util.Arrays;

/**
 * How one axis of an image is resampled: for every output index the input indices it is made of,
 * and their weights. An output index that is made of none lies outside the image.
 *
 * <pre>
 *   y[o] = sum over t from first(o) to first(o + 1) - 1 of weight(t) * x[source(t)]
 * </pre>
 */
public final class AxisWeights {
  private final int inSize;
  private final int[] first;
  private final int[] source;
  private final float[] weight;

  private AxisWeights(int inSize, int[] first, int[] source, float[] weight) {
    this.inSize = inSize;
    this.first = first;
    this.source = source;
    this.weight = weight;
  }

  /** Collects the weights of one output index after the other. */
  public static final class Builder {
    private final int inSize;
    private final int[] first;
    private final double[] weightOf;
    private int[] source = new int[16];
    private float[] weight = new float[16];
    private int outputs;
    private int taps;
    private int lowest;
    private int highest = -1;

    /**
     * None yet.
     *
     * @param inSize indices of the input
     * @param outSize indices of the output
     */
    public Builder(int inSize, int outSize) {
      this.inSize = inSize;
      this.first = new int[outSize + 1];
      this.weightOf = new double[inSize];
      this.lowest = inSize;
    }

    /** Adds to the weight of an input index, for the output index at hand. */
    public void add(int index, double value) {
      Check.that(index >= 0 && index < inSize, "weight of index %s among %s", index, inSize);
      weightOf[index] += value;
      lowest = Math.min(lowest, index);
      highest = Math.max(highest, index);
    }

    /** Goes on to the next output index. Weights are rounded to float32 here, zeros left out. */
    public void next() {
      for (int index = lowest; index <= highest; index++) {
        if ((float) weightOf[index] != 0) {
          put(index, (float) weightOf[index]);
        }
        weightOf[index] = 0;
      }
      first[++outputs] = taps;
      lowest = inSize;
      highest = -1;
    }

    private void put(int index, float value) {
      if (taps == source.length) {
        source = Arrays.copyOf(source, 2 * taps);
        weight = Arrays.copyOf(weight, 2 * taps);
      }
      source[taps] = index;
      weight[taps++] = value;
    }

    /** All of them. */
    public AxisWeights build() {
      Check.that(
          outputs == first.length - 1, "weights for %s of %s outputs", outputs, first.length - 1);
      return new AxisWeights(inSize, first, source, weight);
    }
  }

  public int inSize() {
    return inSize;
  }

  public int outSize() {
    return first.length - 1;
  }

  /** The first tap of an output index. */
  int first(int output) {
    return first[output];
  }

  int source(int tap) {
    return source[tap];
  }

  float weight(int tap) {
    return weight[tap];
  }

  /** Whether an output index is made of no input. */
  boolean isOutside(int output) {
    return first[output] == first[output + 1];
  }
}
