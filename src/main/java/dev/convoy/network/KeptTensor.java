package dev.convoy.network;

import dev.convoy.network.layer.Keep;
import dev.convoy.tensor.Shape;
import java.io.Serializable;
import java.util.List;

/**
 * One tensor of an image's forward cache.
 *
 * @param name unique in the cache: the node for a float32 output, {@code relu1_bits} for packed
 *     bits
 * @param node whose forward it comes from
 * @param shape of that node's output, per image
 * @param bitsPerValue 32 for float32, otherwise the width of the packed codes
 */
public record KeptTensor(String name, String node, Shape shape, int bitsPerValue)
    implements Serializable {
  private static final int FLOAT_BITS = 32;

  static KeptTensor output(String node, Shape shape) {
    return new KeptTensor(node, node, shape, FLOAT_BITS);
  }

  static KeptTensor packed(Node node, Keep.Packed packed) {
    return new KeptTensor(
        packedName(node.name(), packed),
        node.name(),
        node.shape(),
        packed.bitsPerValue(node.inputShapes()));
  }

  /** Whether this is a plain output, little-endian float32. */
  public boolean isFloat() {
    return bitsPerValue == FLOAT_BITS;
  }

  /** Bytes it takes for one image. */
  public long byteCount() {
    return (Math.multiplyExact(shape.count(), bitsPerValue) + 7) / 8;
  }

  /** The nodes whose arrays it comes from: a runner must have them among its wanted ones. */
  public List<String> readsFrom(Network network) {
    if (!isFloat() && packing(network).readsInput()) {
      return List.of(node, network.node(node).inputs().get(0));
    }
    return List.of(node);
  }

  private Keep.Packed packing(Network network) {
    return (Keep.Packed) network.node(node).layer().keep();
  }

  /**
   * The packed bits of one image of the runner's last batch of {@code n}; floats are in the
   * runner's array of {@link #node}.
   *
   * @param network the one the runner runs
   */
  public byte[] packed(Network network, NetworkRunner runner, int n, int image) {
    byte[] bytes = new byte[Math.toIntExact(byteCount())];
    pack(network, runner, n, image, bytes, 0);
    return bytes;
  }

  /**
   * Packs the bits of one image of the runner's last batch into {@code bytes} from {@code at} on.
   */
  void pack(Network network, NetworkRunner runner, int n, int image, byte[] bytes, int at) {
    Node source = network.node(node);
    Keep.Packed packed = packing(network);
    float[] input = packed.readsInput() ? runner.output(source.inputs().get(0)) : new float[0];
    packed.pack(source.inputShapes(), n, image, input, runner.output(node), bytes, at);
  }

  /** What the packed tensor of a node is called. */
  static String packedName(String node, Keep.Packed packed) {
    return node + "_" + packed.word();
  }
}
