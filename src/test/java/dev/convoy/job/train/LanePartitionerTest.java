package dev.convoy.job.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanePartitionerTest {
  private static final int MOST = 40;

  @Test
  void everyLaneLiesBetweenTheFirstLanesOfItsPartition() {
    for (int lanes = 1; lanes <= MOST; lanes++) {
      for (int wanted = 1; wanted <= MOST + 3; wanted++) {
        LanePartitioner partitioner = new LanePartitioner(lanes, wanted);
        assertThat(partitioner.numPartitions()).isEqualTo(Math.min(lanes, wanted));
        for (int lane = 0; lane < lanes; lane++) {
          int partition = partitioner.getPartition(lane);
          assertThat(lane)
              .as("a lane of %s on %s", lanes, wanted)
              .isGreaterThanOrEqualTo(partitioner.firstLane(partition))
              .isLessThan(partitioner.firstLane(partition + 1));
        }
      }
    }
  }

  /** So that no core idles, and neighbours are summed where they lie. */
  @Test
  void partitionsHoldAsManyNeighboursButForOne() {
    for (int lanes = 1; lanes <= MOST; lanes++) {
      for (int wanted = 1; wanted <= lanes; wanted++) {
        LanePartitioner partitioner = new LanePartitioner(lanes, wanted);
        assertThat(partitioner.firstLane(0)).isZero();
        assertThat(partitioner.firstLane(wanted)).isEqualTo(lanes);
        for (int partition = 0; partition < wanted; partition++) {
          int held = partitioner.firstLane(partition + 1) - partitioner.firstLane(partition);
          assertThat(held)
              .as("lanes of %s on partition %s of %s", lanes, partition, wanted)
              .isBetween(lanes / wanted, (lanes + wanted - 1) / wanted);
        }
      }
    }
  }

  @Test
  void theMostLanesThereMayBeDoNotOverflow() {
    int lanes = 1 << 20;
    LanePartitioner partitioner = new LanePartitioner(lanes, lanes - 1);
    assertThat(partitioner.firstLane(lanes - 1)).isEqualTo(lanes);
    assertThat(partitioner.getPartition(lanes - 1)).isEqualTo(lanes - 2);
    assertThat(partitioner.getPartition(lanes - 2)).isEqualTo(lanes - 2);
    assertThat(partitioner.getPartition(lanes - 3)).isEqualTo(lanes - 3);
  }

  /** Spark shuffles anew between partitioners that differ. */
  @Test
  void equalPartitionersAreEqual() {
    LanePartitioner partitioner = new LanePartitioner(8, 3);
    assertThat(partitioner)
        .isEqualTo(new LanePartitioner(8, 3))
        .hasSameHashCodeAs(new LanePartitioner(8, 3))
        .isNotEqualTo(new LanePartitioner(8, 2))
        .isNotEqualTo(new LanePartitioner(7, 3));
  }
}
