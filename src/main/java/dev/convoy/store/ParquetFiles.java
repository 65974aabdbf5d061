package dev.convoy.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.HadoopReadOptions;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ParquetDecodingException;

/**
 * Opens Parquet files that may lie: Parquet itself takes memory for whatever size a footer or the
 * header of a page claims.
 */
final class ParquetFiles {
  private static final double MEGABYTE = 1 << 20;

  private ParquetFiles() {}

  /**
   * Opens a file and checks that what its footer names lies within it.
   *
   * @throws StoreException if the file is no Parquet file, or damaged
   * @throws IOException if it cannot be read
   */
  static ParquetFileReader open(HadoopInputFile file, Configuration conf) throws IOException {
    return open(file, conf, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * The same.
   *
   * @param mostBytes of a page once it is unpacked, or it is not
   */
  static ParquetFileReader open(HadoopInputFile file, Configuration conf, long mostBytes)
      throws IOException {
    CompressionCodecFactory codecs = new Codecs(new CodecFactory(conf, 0), mostBytes);
    HadoopReadOptions.Builder options = HadoopReadOptions.builder(conf, file.getPath());
    ParquetFileReader reader = null;
    try {
      reader = ParquetFileReader.open(file, options.withCodecFactory(codecs).build());
      for (BlockMetaData block : reader.getRowGroups()) {
        check(block, file.getLength());
      }
      return reader;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) { // so Parquet says it
      if (reader != null) {
        reader.close();
      }
      throw new StoreException(
          "file " + file.getPath() + " cannot be read as Parquet: " + reason(e), e);
    }
  }

  /** What is wrong with a file, from what Parquet throws. */
  static String reason(Throwable e) {
    if (e instanceof OutOfMemoryError) {
      return "it is damaged and claims to be huge, or this JVM needs more memory for it";
    }
    return e instanceof StackOverflowError ? "its schema is nested too deeply" : e.getMessage();
  }

  private static void check(BlockMetaData block, long fileBytes) {
    if (block.getRowCount() < 0) {
      throw new ParquetDecodingException("a row group of " + block.getRowCount() + " rows");
    }
    for (ColumnChunkMetaData chunk : block.getColumns()) {
      long begin = chunk.getStartingPos();
      long bytes = chunk.getTotalSize();
      if (begin < 0 || bytes < 0 || begin > fileBytes - bytes) {
        throw new ParquetDecodingException(
            "column %s lies at byte %s and has %s, of a file of %s"
                .formatted(chunk.getPath().toDotString(), begin, bytes, fileBytes));
      }
    }
  }

  /** Parquet's codecs, asked for no more than there is memory for. */
  private record Codecs(CodecFactory codecs, long mostBytes) implements CompressionCodecFactory {
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
      return codecs.getCompressor(codec);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
      return new Decompressor(codecs.getDecompressor(codec), mostBytes);
    }

    @Override
    public void release() {
      codecs.release();
    }
  }

  private record Decompressor(CompressionCodecFactory.BytesInputDecompressor codec, long mostBytes)
      implements CompressionCodecFactory.BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput packed, int bytes) throws IOException {
      check(bytes);
      return codec.decompress(packed, bytes);
    }

    @Override
    public void decompress(ByteBuffer packed, int packedBytes, ByteBuffer unpacked, int bytes)
        throws IOException {
      check(bytes);
      codec.decompress(packed, packedBytes, unpacked, bytes);
    }

    private void check(int bytes) {
      if (bytes < 0 || bytes > mostBytes) {
        throw new ParquetDecodingException(
            "a page claims to unpack to %.0f MB, %.0f MB may be taken (half of the heap): give this JVM more memory, or write the table with smaller pages"
                .formatted(Integer.toUnsignedLong(bytes) / MEGABYTE, mostBytes / MEGABYTE));
      }
    }

    @Override
    public void release() {
      codec.release();
    }
  }
}
