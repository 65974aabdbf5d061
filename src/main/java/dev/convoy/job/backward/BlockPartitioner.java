package dev.convoy.job.backward;

import org.apache.spark.Partitioner;

/** Sends examples to partitions so that each gets neighbouring blocks, whole. */
final class BlockPartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final int blockSize;
  private final long firstBlock;
  private final long blocks;
  private final int partitions;

  BlockPartitioner(int blockSize, long firstBlock, long endBlock, int partitions) {
    this.blockSize = blockSize;
    this.firstBlock = firstBlock;
    this.blocks = endBlock - firstBlock;
    this.partitions = (int) Math.max(1, Math.min(partitions, blocks));
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  /** First block of a partition. */
  long firstBlock(int partition) {
    return firstBlock + Math.floorDiv(Math.multiplyExact(blocks, (long) partition), partitions);
  }

  @Override
  public int getPartition(Object id) {
    long block = Math.max(0, Math.min(blocks - 1, (Long) id / blockSize - firstBlock));
    int partition = (int) (block * partitions / blocks);
    while (partition + 1 < partitions && firstBlock(partition + 1) <= firstBlock + block) {
      partition++;
    }
    return partition;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BlockPartitioner o
        && o.blockSize == blockSize
        && o.firstBlock == firstBlock
        && o.blocks == blocks
        && o.partitions == partitions;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(blocks * 31 + partitions);
  }
}
