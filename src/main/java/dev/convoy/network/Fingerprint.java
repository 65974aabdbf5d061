package dev.convoy.network;

import dev.convoy.tensor.Shape;
import dev.convoy.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 over structure and weights: one line per node, then every array by name. */
final class Fingerprint {
  private Fingerprint() {}

  static String of(Shape inputShape, List<Node> nodes, Map<String, Tensor> weights) {
    MessageDigest digest = sha256();
    line(digest, "input " + inputShape);
    for (Node node : nodes) {
      line(digest, node.name() + " = " + node.layer().kind() + " " + node.layer() + node.inputs());
    }
    for (Map.Entry<String, Tensor> weight : new TreeMap<>(weights).entrySet()) {
      line(digest, weight.getKey() + " " + weight.getValue().shape());
      digest.update(littleEndian(weight.getValue().data()));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void line(MessageDigest digest, String text) {
    digest.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
