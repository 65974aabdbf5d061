package dev.convoy.compute;

import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;
import java.util.Arrays;

/**
 * Puts a frame of one value around every image.
 *
 * <pre>
 *   x  float32 [N, H, W, C]                                             images
 *   y  float32 [N, padTop + H + padBottom, padLeft + W + padRight, C]   set
 * </pre>
 */
public final class Pad2d {
  private Pad2d() {}

  /** Shape of the padded images. */
  public static Shape outputShape(Shape input, Padding pad) {
    return Shape.of(
        input.n(),
        Math.addExact(input.h(), pad.top() + pad.bottom()),
        Math.addExact(input.w(), pad.left() + pad.right()),
        input.c());
  }

  /**
   * Forward.
   *
   * @param input shape of {@code x}
   * @param value what the frame is filled with; 0 in the notebook
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(Shape input, Padding pad, float value, float[] x, float[] y) {
    Shape output = outputShape(input, pad);
    Check.length("pad x", x, input);
    Check.length("pad y", y, output);
    int imageFloats = input.h() * input.w() * input.c();
    int outputFloats = output.h() * output.w() * output.c();
    for (int n = 0; n < input.n(); n++) {
      padImage(
          input.h(), input.w(), input.c(), pad, value, x, n * imageFloats, y, n * outputFloats);
    }
  }

  static void padImage(
      int h, int w, int c, Padding pad, float value, float[] x, int xAt, float[] y, int yAt) {
    int rowFloats = w * c;
    int framedFloats = (pad.left() + w + pad.right()) * c;
    int at = yAt + pad.top() * framedFloats;
    Arrays.fill(y, yAt, at, value);
    for (int row = 0; row < h; row++) {
      int imageAt = at + pad.left() * c;
      Arrays.fill(y, at, imageAt, value);
      System.arraycopy(x, xAt + row * rowFloats, y, imageAt, rowFloats);
      Arrays.fill(y, imageAt + rowFloats, at + framedFloats, value);
      at += framedFloats;
    }
    Arrays.fill(y, at, at + pad.bottom() * framedFloats, value);
  }

  /**
   * Gradient of the input: the gradient of the output without its frame.
   *
   * @param input shape of {@code gradInput}, which is set
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void gradInput(Shape input, Padding pad, float[] gradOutput, float[] gradInput) {
    Shape output = outputShape(input, pad);
    Check.length("pad gradOutput", gradOutput, output);
    Check.length("pad gradInput", gradInput, input);
    int imageFloats = input.h() * input.w() * input.c();
    int outputFloats = output.h() * output.w() * output.c();
    for (int n = 0; n < input.n(); n++) {
      cropImage(
          input.h(),
          input.w(),
          input.c(),
          pad,
          gradOutput,
          n * outputFloats,
          gradInput,
          n * imageFloats);
    }
  }

  /** Copies what lies inside the frame of {@code y} to {@code x}. */
  static void cropImage(int h, int w, int c, Padding pad, float[] y, int yAt, float[] x, int xAt) {
    int rowFloats = w * c;
    int framedFloats = (pad.left() + w + pad.right()) * c;
    int at = yAt + pad.top() * framedFloats + pad.left() * c;
    for (int row = 0; row < h; row++) {
      System.arraycopy(y, at + row * framedFloats, x, xAt + row * rowFloats, rowFloats);
    }
  }
}
