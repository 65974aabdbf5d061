package dev.convoy.onnx.reader;

/**
 * A tensor that depends on the image: the node of the network that holds it, and how its axes lie
 * there.
 */
record Activation(String node, Layout layout) implements Value {
  /** The same axes in another node. */
  Activation with(String other) {
    return new Activation(other, layout);
  }

  /** The same array under other axes. */
  Activation with(Layout other) {
    return new Activation(node, other);
  }
}
