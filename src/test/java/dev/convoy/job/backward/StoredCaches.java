package dev.convoy.job.backward;

import dev.convoy.store.Column;
import dev.convoy.store.FloatBytes;
import dev.convoy.store.Manifest;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a folder of forward caches in memory, to be put into another order, or spoilt, and
 * written again as a forward job writes them: same columns, same metadata, a manifest.
 *
 * @param rows cells id (Long), path (String), label (Long or null), then the tensors (byte[])
 */
record StoredCaches(TableSchema schema, Manifest manifest, List<@Nullable Object[]> rows) {
  static final int ID = 0;
  static final int LABEL = 2;
  private static final int FIRST_TENSOR = 3;

  static StoredCaches read(Path folder) throws IOException {
    Configuration conf = new Configuration();
    StoredTable table = StoredTable.open(folder.toString(), conf);
    List<Column> tensors = new ArrayList<>();
    for (String name : table.columns().subList(FIRST_TENSOR, table.columns().size())) {
      tensors.add(Column.bytes(name, table.form(name).orElseThrow()));
    }
    List<@Nullable Object[]> rows = new ArrayList<>();
    try (TableRows read = table.range(0, table.rows()).open(table.columns(), conf)) {
      read.forEachRemaining(rows::add);
    }
    return new StoredCaches(
        TableSchema.ofExamples(tensors), Manifest.read(folder.toString(), conf), rows);
  }

  /** Rows that may be changed without a change of these. */
  StoredCaches copy() {
    List<@Nullable Object[]> copies = new ArrayList<>();
    for (Object[] row : rows) {
      Object[] copy = row.clone();
      for (int i = FIRST_TENSOR; i < copy.length; i++) {
        copy[i] = ((byte[]) copy[i]).clone();
      }
      copies.add(copy);
    }
    return new StoredCaches(schema, manifest, copies);
  }

  StoredCaches shuffled(long seed) {
    StoredCaches shuffled = copy();
    Collections.shuffle(shuffled.rows, new Random(seed));
    return shuffled;
  }

  long id(int row) {
    return (Long) rows.get(row)[ID];
  }

  int label(int row) {
    return ((Long) rows.get(row)[LABEL]).intValue();
  }

  float[] floats(int row, String tensor) {
    return FloatBytes.toFloats((byte[]) rows.get(row)[schema.indexOf(tensor)]);
  }

  void set(int row, String tensor, float[] values) {
    rows.get(row)[schema.indexOf(tensor)] = FloatBytes.toBytes(values);
  }

  /** Writes a folder of so many files, of which none has as many rows as another. */
  void write(Path folder, int files) throws IOException {
    Files.createDirectories(folder);
    int from = 0;
    for (int file = 0; file < files; file++) {
      int to = (int) ((long) rows.size() * (file + 1) * (file + 2) / (files * (files + 1L)));
      writeFile(folder.resolve("part-%05d.parquet".formatted(file)), rows.subList(from, to));
      from = to;
    }
    Manifest written =
        new Manifest(
            manifest.formatVersion(),
            manifest.kind(),
            manifest.job(),
            manifest.network(),
            manifest.fingerprint(),
            manifest.preprocess(),
            manifest.images(),
            rows.size(),
            manifest.rejects(),
            files,
            manifest.columns());
    Files.writeString(folder.resolve(Manifest.FILE_NAME), written.toJson());
  }

  private void writeFile(Path file, List<@Nullable Object[]> some) throws IOException {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toString());
    try (TableWriter writer = TableWriter.create(path, schema, new Configuration())) {
      TableRow to = new TableRow(schema);
      for (Object[] row : some) {
        to.set(0, (Long) row[0]).set(1, (String) row[1]);
        if (row[LABEL] == null) {
          to.setNull(LABEL);
        } else {
          to.set(LABEL, (Long) row[LABEL]);
        }
        for (int i = FIRST_TENSOR; i < row.length; i++) {
          to.set(i, (byte[]) row[i]);
        }
        writer.write(to);
      }
    }
  }
}
