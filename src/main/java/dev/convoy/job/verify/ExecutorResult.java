package dev.convoy.job.verify;

import java.io.Serializable;
import java.util.List;

/**
 * All cases on one executor.
 *
 * @param executor its id in Spark, {@code driver} in local mode
 * @param host its machine
 * @param java its Java version
 * @param kernels the kernels that {@code auto} takes there
 */
record ExecutorResult(
    String executor, String host, String java, String kernels, List<CaseResult> cases)
    implements Serializable {
  boolean passed() {
    return cases.stream().allMatch(CaseResult::passed);
  }

  /** Hash of every output bit of every case. */
  int bits() {
    return cases.stream().map(CaseResult::bits).toList().hashCode();
  }
}
