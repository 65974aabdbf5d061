package dev.convoy.store;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/** Looks into files by other means than ours. */
final class ParquetFooters {
  private ParquetFooters() {}

  static List<Long> rowsOfGroups(Path file) throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromPath(file, new Configuration()))) {
      return reader.getRowGroups().stream().map(BlockMetaData::getRowCount).toList();
    }
  }
}
