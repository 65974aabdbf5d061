package dev.convoy.onnx.reader;

import dev.convoy.compute.ConvGeometry;

/**
 * What a model's file may leave open.
 *
 * @param height rows of an image, 0 to take the model's
 * @param width columns of an image, 0 to take the model's
 * @param algorithm of the network's convolutions
 */
public record ReadOptions(int height, int width, ConvGeometry.Algorithm algorithm) {
  /** Sizes from the model, the fast algorithm. */
  public static final ReadOptions STANDARD = new ReadOptions(0, 0, ConvGeometry.Algorithm.FAST);
}
