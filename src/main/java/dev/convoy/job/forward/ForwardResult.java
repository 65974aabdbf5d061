package dev.convoy.job.forward;

import dev.convoy.job.ledger.Todo;
import dev.convoy.store.TableCount;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a forward run did.
 *
 * @param total of all tasks of this run
 * @param slices tasks of this run
 * @param tables what the tables hold now, rows of earlier runs too
 * @param story what the tasks of this run had to tell
 * @param exhibits pictures of some of its images
 * @param growth where the tables were there before
 */
record ForwardResult(
    SliceResult total,
    int slices,
    Map<String, TableCount> tables,
    Optional<Growth> growth,
    ForwardStory story,
    Exhibits exhibits) {
  /**
   * A run that did what was missing.
   *
   * @param batches how many it took
   * @param changes of the network or its settings, which made all earlier rows void
   */
  record Growth(Todo todo, int batches, List<String> changes) {}
}
