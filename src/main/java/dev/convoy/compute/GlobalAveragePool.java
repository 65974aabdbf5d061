package dev.convoy.compute;

import dev.convoy.compute.micro.Taps;
import dev.convoy.tensor.Check;
import dev.convoy.tensor.Shape;

/**
 * Averages every channel over its whole image.
 *
 * <pre>
 *   x  float32 [N, H, W, C]   images
 *   y  float32 [N, C]         set
 *   y[n, c] = (sum over h, w of x[n, h, w, c]) / (H * W)
 * </pre>
 */
public final class GlobalAveragePool {
  private GlobalAveragePool() {}

  /**
   * Forward; see the class for arrays and formula.
   *
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void forward(Shape input, float[] x, float[] y, Workspace ws) {
    int pixels = input.h() * input.w();
    int c = input.c();
    Check.that(pixels > 0, "global average pool: image %s has no pixels", input);
    Check.length("global average pool x", x, input);
    Check.length("global average pool y", y, (long) input.n() * c);
    Taps taps = ws.taps();
    taps.clear();
    for (int pixel = 0; pixel < pixels; pixel++) {
      taps.add(pixel * c, 0);
    }
    ws.kernels().channels().averages(c, input.n(), taps, pixels, x, 0, pixels * c, y, 0, c);
  }

  /**
   * Gradient of the input: {@code gradInput[n, h, w, c] = gradOutput[n, c] / (H * W)}, set.
   *
   * @param input shape of {@code gradInput}
   * @throws IllegalArgumentException if an array is shorter than its shape
   */
  public static void gradInput(Shape input, float[] gradOutput, float[] gradInput) {
    int pixels = input.h() * input.w();
    int c = input.c();
    Check.length("global average pool gradOutput", gradOutput, (long) input.n() * c);
    Check.length("global average pool gradInput", gradInput, input);
    for (int n = 0; n < input.n(); n++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        for (int channel = 0; channel < c; channel++) {
          gradInput[(n * pixels + pixel) * c + channel] = gradOutput[n * c + channel] / pixels;
        }
      }
    }
  }
}
