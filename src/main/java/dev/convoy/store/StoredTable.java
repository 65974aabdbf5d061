package dev.convoy.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table that lies on disk, ours or another's: a folder of Parquet files in the order of their
 * names, or one file. Made on the driver from the footers alone; rows are read by {@link
 * TableRange}s on executors.
 */
public final class StoredTable {
  /** A row group: rows one after another in one file. */
  private record Group(String file, int index, long rows) {}

  private final String folder;
  private final List<Group> groups;
  private final MessageType schema;
  private final Map<String, TensorForm> forms;
  private final Map<String, Long> chunkBytes;
  private final long rows;

  private StoredTable(
      String folder,
      List<Group> groups,
      MessageType schema,
      Map<String, TensorForm> forms,
      Map<String, Long> chunkBytes) {
    this.folder = folder;
    this.groups = groups;
    this.schema = schema;
    this.forms = forms;
    this.chunkBytes = chunkBytes;
    this.rows = groups.stream().mapToLong(Group::rows).sum();
  }

  /**
   * Reads the footers.
   *
   * @throws StoreException if there are no Parquet files, one cannot be read, their columns differ,
   *     or a run of ours did not finish the folder
   */
  public static StoredTable open(String folder, Configuration conf) {
    try {
      Path path = new Path(folder);
      FileSystem fs = path.getFileSystem(conf);
      boolean single = fs.getFileStatus(path).isFile();
      List<FileStatus> files =
          single ? List.of(fs.getFileStatus(path)) : OutputFolder.parts(fs, path);
      if (files.isEmpty()) {
        throw new StoreException("folder " + folder + " holds no Parquet files (*.parquet)");
      }
      boolean sealed = single || fs.exists(new Path(path, Manifest.FILE_NAME));
      if (!single && sealed) {
        Manifest.read(folder, conf);
      }
      return read(folder, files, sealed, conf);
    } catch (FileNotFoundException e) {
      throw new StoreException("table " + folder + " does not exist", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new StoreException("table " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** The same for a folder of {@link BatchCommit#scratch}, which has no manifest. */
  public static StoredTable openScratch(String folder, Configuration conf) {
    Path path = new Path(folder);
    try {
      return read(folder, OutputFolder.parts(path.getFileSystem(conf), path), true, conf);
    } catch (IOException e) {
      throw new StoreException("table " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static StoredTable read(
      String folder, List<FileStatus> files, boolean sealed, Configuration conf)
      throws IOException {
    List<Group> groups = new ArrayList<>();
    Map<String, Long> chunkBytes = new HashMap<>();
    FileMetaData first = null;
    for (FileStatus file : files) {
      FileMetaData found = readFooter(file, conf, groups, chunkBytes);
      if (!sealed && found.getKeyValueMetaData().containsKey(RowWriteSupport.MADE_BY)) {
        Manifest.read(folder, conf); // throws: it says that the run did not finish
      }
      if (first == null) {
        first = found;
      } else if (!found.getSchema().equals(first.getSchema())) {
        throw new StoreException(
            "table %s: the columns of %s differ from those of %s; write it anew in one run"
                .formatted(folder, file.getPath().getName(), files.get(0).getPath().getName()));
      }
    }
    if (first == null) {
      throw new IllegalStateException("no files");
    }
    return new StoredTable(folder, groups, first.getSchema(), forms(first), chunkBytes);
  }

  private static FileMetaData readFooter(
      FileStatus file, Configuration conf, List<Group> groups, Map<String, Long> chunkBytes)
      throws IOException {
    String name = file.getPath().toString();
    try (ParquetFileReader reader =
        ParquetFiles.open(HadoopInputFile.fromStatus(file, conf), conf)) {
      int index = 0;
      for (BlockMetaData block : reader.getRowGroups()) {
        groups.add(new Group(name, index++, block.getRowCount()));
        for (ColumnChunkMetaData chunk : block.getColumns()) {
          String column = chunk.getPath().toArray()[0];
          chunkBytes.merge(column, chunk.getTotalSize(), Math::max);
        }
      }
      return reader.getFileMetaData();
    }
  }

  private static Map<String, TensorForm> forms(FileMetaData footer) {
    Map<String, TensorForm> forms = new LinkedHashMap<>();
    String json = footer.getKeyValueMetaData().get(RowWriteSupport.SPARK_SCHEMA);
    if (json != null && DataType.fromJson(json) instanceof StructType struct) {
      for (StructField field : struct.fields()) {
        TensorForm.of(field.metadata()).ifPresent(form -> forms.put(field.name(), form));
      }
    }
    return forms;
  }

  public String folder() {
    return folder;
  }

  public long rows() {
    return rows;
  }

  /** How many rows each row group has: what is read at once, at the least. */
  public long[] groupRows() {
    return groups.stream().mapToLong(Group::rows).toArray();
  }

  /** Bytes of these columns in any row group, as compressed: what a reader holds, at most. */
  public long groupBytes(Collection<String> columns) {
    return columns.stream().mapToLong(column -> chunkBytes.getOrDefault(column, 0L)).sum();
  }

  public List<String> columns() {
    return schema.getFields().stream().map(Type::getName).toList();
  }

  /** What a column holds; empty where it is missing or of a kind that is not read here. */
  public Optional<Column.Kind> kind(String column) {
    return schema.containsField(column) ? kind(schema.getType(column)) : Optional.empty();
  }

  static Optional<Column.Kind> kind(Type type) {
    LogicalTypeAnnotation logical = type.getLogicalTypeAnnotation();
    if (type.isRepetition(Type.Repetition.REPEATED)) {
      return Optional.empty();
    }
    if (!type.isPrimitive()) {
      return isFloatList(type) ? Optional.of(Column.Kind.FLOATS) : Optional.empty();
    }
    boolean plain = logical == null;
    boolean integer = plain || logical instanceof LogicalTypeAnnotation.IntLogicalTypeAnnotation;
    boolean text = logical instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation;
    return switch (type.asPrimitiveType().getPrimitiveTypeName()) {
      case INT64 -> integer ? Optional.of(Column.Kind.LONG) : Optional.empty();
      case INT32 -> integer ? Optional.of(Column.Kind.INT) : Optional.empty();
      case BINARY ->
          text
              ? Optional.of(Column.Kind.STRING)
              : plain ? Optional.of(Column.Kind.BYTES) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean isFloatList(Type type) {
    if (!(type.getLogicalTypeAnnotation()
        instanceof LogicalTypeAnnotation.ListLogicalTypeAnnotation)) {
      return false;
    }
    Type inner = type;
    while (!inner.isPrimitive()) {
      if (inner.asGroupType().getFieldCount() != 1) {
        return false;
      }
      inner = inner.asGroupType().getType(0);
    }
    return inner.asPrimitiveType().getPrimitiveTypeName() == PrimitiveType.PrimitiveTypeName.FLOAT;
  }

  /** What the numbers of a tensor column are; empty where its metadata tells nothing. */
  public Optional<TensorForm> form(String column) {
    return Optional.ofNullable(forms.get(column));
  }

  /** Some rows one after another, from position {@code first} on. */
  public TableRange range(long first, long count) {
    List<TableRange.Piece> pieces = new ArrayList<>();
    long at = 0;
    for (Group group : groups) {
      long from = Math.max(first, at);
      long to = Math.min(first + count, at + group.rows());
      if (from < to) {
        pieces.add(new TableRange.Piece(group.file(), group.index(), from - at, to - from));
      }
      at += group.rows();
    }
    return new TableRange(pieces);
  }
}
