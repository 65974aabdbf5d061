package dev.convoy.job.backward;

import dev.convoy.network.Network;
import dev.convoy.store.Column;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TensorForm;
import java.util.List;

/** The table a backward run may write. */
final class BackwardTables {
  static final String GRAD_INPUT = "gradInput";

  private BackwardTables() {}

  /** One row per image, its gradient in one column of bytes. */
  static TableSchema gradInput(Network network) {
    return TableSchema.ofExamples(
        List.of(Column.bytes(GRAD_INPUT, TensorForm.float32(network.inputShape()))));
  }
}
