package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanePartitionerTest {
  @Test
  void everyLaneLiesBetweenTheFirstLanesOfItsPartition() {
    for (int lanes = 1; lanes < 40; lanes++) {
      for (int wanted = 1; wanted < 45; wanted++) {
        LanePartitioner partitioner = new LanePartitioner(lanes, wanted);
        assertThat(partitioner.numPartitions()).isEqualTo(Math.min(lanes, wanted));
        for (int lane = 0; lane < lanes; lane++) {
          int partition = partitioner.getPartition(lane);
          assertThat(lane)
              .as("lane of %s on %s", lanes, wanted)
              .isGreaterThanOrEqualTo(partitioner.firstLane(partition))
              .isLessThan(partitioner.firstLane(partition + 1));
        }
      }
    }
  }
}
