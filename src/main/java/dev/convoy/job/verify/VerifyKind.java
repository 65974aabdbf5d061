package dev.convoy.job.verify;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import java.util.List;

/** {@code job: verify}: checks that a cluster computes what it should. Has no keys. */
public final class VerifyKind implements JobKind {
  @Override
  public String name() {
    return "verify";
  }

  @Override
  public String purpose() {
    return "checks every executor against the notebook's values and a float64 reference";
  }

  @Override
  public List<JobKey> keys() {
    return List.of();
  }

  @Override
  public Job read(ConfigNode file) {
    checkKeys(file);
    return new VerifyJob();
  }
}
