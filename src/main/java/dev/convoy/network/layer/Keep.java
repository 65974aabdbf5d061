package dev.convoy.network.layer;

import dev.convoy.compute.MaxPool2d;
import dev.convoy.compute.PoolGeometry;
import dev.convoy.compute.Relu;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;

/** What backward needs of a layer's forward. */
public sealed interface Keep extends Serializable {
  /** Nothing: its gradient follows from shapes and weights alone. */
  Keep NOTHING = new Nothing();

  /** Its inputs, float32. */
  Keep INPUTS = new Inputs();

  /** Its output, float32. */
  Keep OUTPUT = new Output();

  record Nothing() implements Keep {}

  record Inputs() implements Keep {}

  record Output() implements Keep {}

  /** A few bits for each output value, computed from one image's input and output. */
  interface Packed {
    /** What the bits are, one word for a column name: {@code bits}, {@code argmax}. */
    String word();

    /** Bits for each output value. */
    int bitsPerValue(List<Shape> inputs);

    /** Whether {@link #pack} looks at the layer's input too. */
    boolean readsInput();

    /** Packs image {@code image} of a batch of {@code n} into the bytes from {@code at} on. */
    void pack(
        List<Shape> inputs, int n, int image, float[] input, float[] output, byte[] packed, int at);
  }

  /** One bit for each value: whether a rectifier is on its linear part there. */
  record LinearBits(boolean upToSix) implements Keep, Packed {
    @Override
    public String word() {
      return "bits";
    }

    @Override
    public int bitsPerValue(List<Shape> inputs) {
      return 1;
    }

    @Override
    public boolean readsInput() {
      return false;
    }

    @Override
    public void pack(
        List<Shape> inputs,
        int n,
        int image,
        float[] input,
        float[] output,
        byte[] packed,
        int at) {
      int count = inputs.get(0).length();
      if (upToSix) {
        Relu.keepLinear6(count, output, image * count, packed, at);
      } else {
        Relu.keepLinear(count, output, image * count, packed, at);
      }
    }
  }

  /** Which taps won in a max-pooling. */
  record Winners(MaxPooling layer) implements Keep, Packed {
    @Override
    public String word() {
      return "argmax";
    }

    @Override
    public int bitsPerValue(List<Shape> inputs) {
      return MaxPool2d.winnerBits(layer.geometry(inputs, 1), layer.ties());
    }

    @Override
    public boolean readsInput() {
      return true;
    }

    @Override
    public void pack(
        List<Shape> inputs,
        int n,
        int image,
        float[] input,
        float[] output,
        byte[] packed,
        int at) {
      PoolGeometry geometry = layer.geometry(inputs, n);
      MaxPool2d.keepWinners(geometry, layer.ties(), image, input, output, packed, at);
    }
  }
}
