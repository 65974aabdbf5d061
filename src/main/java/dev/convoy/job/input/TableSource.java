package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import dev.convoy.store.Column;
import dev.convoy.store.StoreException;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TensorForm;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * A column of a Parquet table. Bytes without our metadata are image files; bytes or floats with it
 * are pictures (uint8) or tensors (float32). A packed table's column need not be named. Columns
 * {@code id}, {@code path} and {@code label} of fitting kinds are carried through; without them the
 * id is the position and the path {@code table#position}.
 */
final class TableSource implements ExampleSource {
  /** The columns of a table that {@code job: pack} wrote. */
  private static final List<String> PACKED = List.of("content", "pixels");

  private final StoredTable table;
  private final String column;
  private final Content content;
  private final Optional<Shape> shape;
  private final List<String> carried;

  private TableSource(
      StoredTable table,
      String column,
      Content content,
      Optional<Shape> shape,
      List<String> carried) {
    this.table = table;
    this.column = column;
    this.content = content;
    this.shape = shape;
    this.carried = carried;
  }

  static TableSource open(ConfigNode input, Configuration conf) {
    ConfigNode key = input.get("table");
    StoredTable table;
    try {
      table = StoredTable.open(InputPaths.path(key, conf).toString(), conf);
    } catch (StoreException e) {
      throw key.error("%s", e.getMessage());
    }
    if (table.rows() == 0) {
      throw key.error("table %s holds no rows", table.folder());
    }
    String packed = PACKED.stream().filter(table.columns()::contains).findFirst().orElse("");
    if (input.find("column").isEmpty() && HashColumn.isIn(table) && !packed.isEmpty()) {
      return of(key, packed, table);
    }
    ConfigNode column = input.get("column");
    return of(column, column.oneOf(table.columns()), table);
  }

  private static TableSource of(ConfigNode key, String column, StoredTable table) {
    Optional<TensorForm> form = table.form(column);
    if (table.kind(column).equals(Optional.of(Column.Kind.BYTES))
        && (form.isEmpty() || isPicture(form.get()))) {
      Content content = form.isEmpty() ? Content.ENCODED : Content.SIZED;
      return new TableSource(table, column, content, form.map(TensorForm::shape), carried(table));
    }
    Optional<Shape> shape = Optional.of(shape(key, column, table));
    return new TableSource(table, column, Content.VALUES, shape, carried(table));
  }

  private static boolean isPicture(TensorForm form) {
    Shape shape = form.shape();
    return form.dtype().equals(TensorForm.UINT8)
        && shape.rank() == 3
        && (shape.c() == 1 || shape.c() == 3);
  }

  private static Shape shape(ConfigNode key, String column, StoredTable table) {
    Optional<Column.Kind> kind = table.kind(column);
    Optional<TensorForm> form = table.form(column);
    boolean tensor =
        kind.equals(Optional.of(Column.Kind.BYTES)) || kind.equals(Optional.of(Column.Kind.FLOATS));
    if (!tensor) {
      throw key.error(
          "column \"%s\" holds %s; needed image files (binary) or a float32 tensor",
          column, kind.map(Enum::name).orElse("what is not read here"));
    }
    TensorForm found =
        form.orElseThrow(
            () ->
                key.error(
                    "column \"%s\" holds floats, but its metadata gives no shape; write the table"
                        + " with a Convoy job, or with metadata shape, dtype and layout",
                    column));
    if (!found.isFloat32()) {
      throw key.error("column \"%s\" holds %s, needed float32", column, found.dtype());
    }
    return found.shape();
  }

  private static List<String> carried(StoredTable table) {
    Set<Column.Kind> whole = Set.of(Column.Kind.LONG, Column.Kind.INT);
    List<String> carried = new ArrayList<>();
    if (table.kind(TableSchema.ID).filter(whole::contains).isPresent()) {
      carried.add(TableSchema.ID);
    }
    if (table.kind(TableSchema.PATH).filter(kind -> kind == Column.Kind.STRING).isPresent()) {
      carried.add(TableSchema.PATH);
    }
    if (table.kind(TableSchema.LABEL).filter(whole::contains).isPresent()) {
      carried.add(TableSchema.LABEL);
    }
    return carried;
  }

  @Override
  public long count() {
    return table.rows();
  }

  @Override
  public List<ExampleSlice> slices(int partitions) {
    return Ranges.of(count(), partitions).stream().map(this::slice).collect(Collectors.toList());
  }

  /** One slice for each row group, the least that is read. */
  ExampleListing listing() {
    List<ExampleSlice> slices = new ArrayList<>();
    long first = 0;
    for (long rows : table.groupRows()) {
      slices.add(slice(new Ranges.Range(first, rows)));
      first += rows;
    }
    return new SliceListing(
        this,
        slices,
        HashColumn.isIn(table) ? SliceListing.Keys.OF_THE_TABLE : SliceListing.Keys.OF_CONTENT);
  }

  private ExampleSlice slice(Ranges.Range range) {
    String name = table.folder().substring(table.folder().lastIndexOf('/') + 1);
    return new TableSlice(
        range.first(),
        table.range(range.first(), range.count()),
        name,
        column,
        carried,
        content,
        shape.orElse(TableSlice.NO_SHAPE));
  }

  @Override
  public Content content() {
    return content;
  }

  @Override
  public Optional<Shape> shape() {
    return shape;
  }

  @Override
  public boolean labelled() {
    return carried.contains(TableSchema.LABEL);
  }

  @Override
  public String describe() {
    return count() + " rows of column " + column + " in " + table.folder();
  }

  @Override
  public long readerBytes() {
    List<String> read = new ArrayList<>(carried);
    read.add(column);
    return table.groupBytes(read);
  }
}
