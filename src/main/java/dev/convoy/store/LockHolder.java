package dev.convoy.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who holds an {@link OutputLock}: what its file says.
 *
 * @param host where the driver runs
 * @param pid of its process there
 * @param started when that process began, milliseconds since 1970; 0 where the system does not tell
 * @param run one of a kind, since a process may run several jobs
 * @param since when the lock was taken, as ISO 8601
 * @param beat grows while the run lives
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LockHolder(String host, long pid, long started, String run, String since, long beat) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A new run of this process. */
  static LockHolder ofThisProcess() {
    ProcessHandle process = ProcessHandle.current();
    return new LockHolder(
        hostName(),
        process.pid(),
        startOf(process),
        UUID.randomUUID().toString(),
        Instant.now().toString(),
        0);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown host";
    }
  }

  private static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  LockHolder at(long newBeat) {
    return new LockHolder(host, pid, started, run, since, newBeat);
  }

  boolean isSameRun(LockHolder other) {
    return run.equals(other.run);
  }

  /** Whether it ran on this host and its process is no more; then its lock means nothing. */
  boolean isDead() {
    if (!host.equals(hostName())) {
      return false;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isEmpty() || !process.get().isAlive() || startOf(process.get()) != started;
  }

  boolean isOnThisHost() {
    return host.equals(hostName());
  }

  String describe() {
    return "another run (process " + pid + " on " + host + ", since " + since + ")";
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a holder of plain values is always JSON", e);
    }
  }

  /** Empty where the text is none of ours, such as one just being written. */
  static Optional<LockHolder> parse(String json) {
    try {
      LockHolder holder = JSON.readValue(json, LockHolder.class);
      boolean whole = holder != null && holder.host != null && holder.run != null;
      return whole ? Optional.of(holder) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
