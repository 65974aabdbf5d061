package dev.convoy.job.backward;

import org.apache.spark.Partitioner;

/** Sends examples to partitions so that each gets neighbouring blocks, whole. */
final class BlockPartitioner extends Partitioner {
  private static final long serialVersionUID = 1;

  private final int blockSize;
  private final long firstBlock;
  private final long blocks;
  private final long width;
  private final int partitions;

  BlockPartitioner(int blockSize, long firstBlock, long endBlock, int partitions) {
    this.blockSize = blockSize;
    this.firstBlock = firstBlock;
    this.blocks = endBlock - firstBlock;
    this.partitions = (int) Math.max(1, Math.min(partitions, blocks));
    this.width = (blocks + this.partitions - 1) / this.partitions;
  }

  @Override
  public int numPartitions() {
    return partitions;
  }

  /** First block of a partition; the last ones may have none. */
  long firstBlock(int partition) {
    return firstBlock + Math.min(blocks, partition * width);
  }

  @Override
  public int getPartition(Object id) {
    long block = (Long) id / blockSize - firstBlock;
    return (int) (Math.max(0, Math.min(blocks - 1, block)) / width);
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
