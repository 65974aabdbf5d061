package dev.convoy.job.train;

import org.apache.spark.Partitioner;

/** Neighbouring lanes on one partition. */
final class LanePartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final int lanes;
  private final int partitions;

  LanePartitioner(int lanes, int partitions) {
    this.lanes = lanes;
    this.partitions = Math.min(lanes, partitions);
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  int firstLane(int partition) {
    return (int) ((long) partition * lanes / partitions);
  }

  @Override
  public int getPartition(Object lane) {
    return (int) ((((Integer) lane + 1L) * partitions - 1) / lanes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LanePartitioner o && o.lanes == lanes && o.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return lanes * 31 + partitions;
  }
}
