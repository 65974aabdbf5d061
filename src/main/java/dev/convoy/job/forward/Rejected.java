package dev.convoy.job.forward;

import dev.convoy.job.Reject;
import dev.convoy.job.input.Example;

/**
 * An example that does not get through, with the stage that failed and why.
 *
 * @param place in its slice, from 0
 */
record Rejected(Example example, int place, String stage, String reason) {
  Reject asReject() {
    return Reject.of(example, place, stage, reason);
  }
}
