package dev.convoy.job.forward;

import dev.convoy.network.KeptTensor;
import dev.convoy.network.Network;
import dev.convoy.store.Column;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TensorForm;
import java.util.List;

/** The tables a forward run writes: their names and columns. */
final class ForwardTables {
  static final String FEATURES = "features";
  static final String CACHES = "caches";
  static final String REJECTS = "rejects";

  private ForwardTables() {}

  /** One row per image, one column of numbers per tap. */
  static TableSchema features(Network network, List<String> taps) {
    return TableSchema.ofExamples(
        taps.stream().map(tap -> Column.floats(tap, network.shapeOf(tap))).toList());
  }

  /** One row per image, one column of bytes per kept tensor. */
  static TableSchema caches(List<KeptTensor> kept) {
    return TableSchema.ofExamples(
        kept.stream().map(tensor -> Column.bytes(tensor.name(), form(tensor))).toList());
  }

  private static TensorForm form(KeptTensor tensor) {
    if (tensor.isFloat()) {
      return TensorForm.float32(tensor.shape());
    }
    String dtype = tensor.bitsPerValue() == 1 ? TensorForm.BITS : "uint" + tensor.bitsPerValue();
    return new TensorForm(tensor.shape(), dtype, TensorForm.layoutOf(tensor.shape()));
  }
}
