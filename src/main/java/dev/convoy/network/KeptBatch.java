package dev.convoy.network;

import dev.convoy.tensor.Check;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The forward caches of a batch, tensor by tensor, as a {@link BackwardRunner} reads them: either
 * filled cell by cell from a stored cache, or the arrays of a {@link NetworkRunner} that has just
 * run forward. One thread's.
 */
public final class KeptBatch {
  private final List<KeptTensor> kept;
  private final int batchSize;
  private final Map<String, float[]> floats = new HashMap<>();
  private final Map<String, byte[]> packed = new HashMap<>();

  private KeptBatch(List<KeptTensor> kept, int batchSize) {
    this.kept = kept;
    this.batchSize = batchSize;
    for (KeptTensor tensor : kept) {
      if (!tensor.isFloat()) {
        packed.put(tensor.name(), new byte[Math.multiplyExact(bytes(tensor), batchSize)]);
      }
    }
  }

  /** Room for a batch, to be filled by {@link #load}. */
  public static KeptBatch ofStored(List<KeptTensor> kept, int batchSize) {
    KeptBatch batch = new KeptBatch(kept, batchSize);
    for (KeptTensor tensor : kept) {
      if (tensor.isFloat()) {
        batch.floats.put(tensor.name(), new float[tensor.shape().batch(batchSize).length()]);
      }
    }
    return batch;
  }

  /**
   * The arrays of a runner, without a copy; bits are packed by {@link #pack}.
   *
   * @param runner which has all that the tensors read from among its wanted nodes
   */
  public static KeptBatch ofRunner(NetworkRunner runner, List<KeptTensor> kept, int batchSize) {
    KeptBatch batch = new KeptBatch(kept, batchSize);
    for (KeptTensor tensor : kept) {
      if (tensor.isFloat()) {
        batch.floats.put(tensor.name(), runner.output(tensor.node()));
      }
    }
    return batch;
  }

  private static int bytes(KeptTensor tensor) {
    return Math.toIntExact(tensor.byteCount());
  }

  /**
   * Sets one image's tensor from a stored cell.
   *
   * @throws IllegalArgumentException if the cell has another length than the tensor
   */
  public void load(KeptTensor tensor, int image, byte[] cell) {
    int bytes = bytes(tensor);
    Check.that(image < batchSize, "image %s of a batch of %s", image, batchSize);
    Check.that(
        cell.length == bytes, "%s: found %s bytes, needed %s", tensor.name(), cell.length, bytes);
    if (tensor.isFloat()) {
      int count = tensor.shape().length();
      ByteBuffer.wrap(cell)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(floats.get(tensor.name()), image * count, count);
    } else {
      System.arraycopy(cell, 0, packed.get(tensor.name()), image * bytes, bytes);
    }
  }

  /** Packs the bits of the runner's last batch of {@code n} images. */
  public void pack(Network network, NetworkRunner runner, int n) {
    for (KeptTensor tensor : kept) {
      if (!tensor.isFloat()) {
        byte[] bits = packed.get(tensor.name());
        int bytes = bytes(tensor);
        for (int image = 0; image < n; image++) {
          tensor.pack(network, runner, n, image, bits, image * bytes);
        }
      }
    }
  }

  /** A float32 tensor of the batch, N outermost. */
  public float[] floats(String name) {
    float[] values = floats.get(name);
    Check.that(values != null, "the forward cache has no float32 tensor \"%s\"", name);
    return values;
  }

  /** Packed bits of the batch, one image after the other. */
  byte[] packed(String name) {
    byte[] bits = packed.get(name);
    Check.that(bits != null, "the forward cache has no bits \"%s\"", name);
    return bits;
  }
}
