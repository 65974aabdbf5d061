package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.convoy.ByteMutator;
import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigReader;
import dev.convoy.image.BadImageException;
import dev.convoy.image.Channels;
import dev.convoy.image.ImageDecoder;
import dev.convoy.job.RunFailure;
import dev.convoy.network.NetworkFile;
import dev.convoy.store.Column;
import dev.convoy.store.Manifest;
import dev.convoy.store.StoreException;
import dev.convoy.store.StoredTable;
import dev.convoy.store.TableRow;
import dev.convoy.store.TableRows;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableWriter;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.NumpyFormatException;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Spoilt files of every kind that is read end in an error of their kind, or are read; never in
 * another exception, for want of memory, or not at all.
 *
 * <p>{@code -Dconvoy.fuzz=100000} sets how many of each kind (else 1,000), {@code
 * -Dconvoy.fuzz.seed=7} where to begin; a failure names its seed. {@code -Dtest.heap=512m} leaves
 * them little memory.
 */
class FuzzedInputsTest {
  private static final int COUNT = Integer.getInteger("convoy.fuzz", 1_000);
  private static final long FIRST_SEED = Long.getLong("convoy.fuzz.seed", 1);
  private static final int MOST_FAILURES = 10;
  private static final long MAX_PIXELS = 1_000_000;
  private static final Configuration CONF = new Configuration();

  /** What is read, and which errors say that it cannot be. */
  enum Kind {
    JPEG(BadImageException.class),
    PNG(BadImageException.class),
    NPZ(NumpyFormatException.class),
    IDX(ConfigException.class, RunFailure.class),
    IDX_GZIP(ConfigException.class, RunFailure.class),
    YAML(ConfigException.class, FileNotFoundException.class),
    LABELS(ConfigException.class),
    LIST(ConfigException.class, RunFailure.class),
    TABLE(StoreException.class),
    MANIFEST(StoreException.class);

    private final List<Class<?>> errors;

    Kind(Class<?>... errors) {
      this.errors = List.of(errors);
    }
  }

  @TempDir Path folder;
  private final Map<String, Integer> ends = new TreeMap<>();
  private final Map<String, String> failures = new TreeMap<>();

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < 3; i++) {
      Files.write(folder.resolve("images/" + i + ".png"), new byte[] {1});
    }
  }

  @ParameterizedTest
  @EnumSource
  void endsInAnErrorOfItsKind(Kind kind) throws Exception {
    List<byte[]> whole = whole(kind);
    for (byte[] file : whole) {
      read(kind, file); // as they are, they can be read
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60).plusMillis(20L * COUNT),
        () -> {
          for (int i = 0; i < COUNT && failures.size() < MOST_FAILURES; i++) {
            end(kind, whole, FIRST_SEED + i);
          }
        },
        () -> "hangs behind " + ends);
    if (COUNT > 1_000) {
      System.out.printf(Locale.ROOT, "%s: %s%n", kind, ends);
    }
    assertThat(failures.values()).isEmpty();
    assertThat(ends).containsKey("errors");
  }

  private void end(Kind kind, List<byte[]> whole, long seed) {
    byte[] file = whole.get((int) Math.floorMod(seed, whole.size()));
    byte[] mutant = new ByteMutator(seed).mutant(file);
    String end;
    try {
      read(kind, mutant);
      end = "read";
    } catch (Throwable e) { // whatever else it may be is what this test looks for
      end = "errors";
      if (kind.errors.stream().noneMatch(error -> error.isInstance(e)) || e.getMessage() == null) {
        List<StackTraceElement> trace = List.of(e.getStackTrace());
        String place = trace.subList(0, Math.min(8, trace.size())).toString();
        failures.putIfAbsent(e.getClass() + place, "seed " + seed + ": " + e + " at " + place);
      }
    }
    ends.merge(end, 1, Integer::sum);
  }

  private void read(Kind kind, byte[] bytes) throws Exception {
    switch (kind) {
      case JPEG, PNG -> new ImageDecoder(MAX_PIXELS, Channels.RGB).decode(bytes);
      case NPZ ->
          NpzFormat.read(new ByteArrayInputStream(bytes), "mutant.npz")
              .values()
              .forEach(NumpyArray::doubles);
      case IDX, IDX_GZIP -> readAll(Inputs.open("idx", file("mutant.idx", bytes)));
      case YAML -> {
        String text = new String(bytes, StandardCharsets.UTF_8);
        NetworkFile.read(
            ConfigReader.read(text, "mutant.yaml"),
            name -> {
              throw new FileNotFoundException(name);
            });
      }
      case LABELS ->
          Inputs.open(
              "images", folder.resolve("images").toString(), "labels", file("labels.csv", bytes));
      case LIST -> readAll(Inputs.open("images", file("images/list.txt", bytes)));
      case TABLE -> readTable(bytes);
      default -> {
        file("table/_manifest.json", bytes);
        Manifest.read(folder.resolve("table").toString(), CONF);
      }
    }
  }

  private static void readAll(ExampleSource source) {
    for (ExampleSlice slice : source.slices(2)) {
      Inputs.read(slice);
    }
  }

  private void readTable(byte[] bytes) throws IOException {
    StoredTable table = StoredTable.open(file("mutant.parquet", bytes), CONF);
    List<String> columns =
        table.columns().stream().filter(column -> table.kind(column).isPresent()).toList();
    if (columns.isEmpty()) {
      throw new StoreException("no column that is read here");
    }
    try (TableRows rows = table.range(0, table.rows()).open(columns, CONF)) {
      while (rows.hasNext()) {
        rows.next();
      }
    }
  }

  private String file(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes).toString();
  }

  private List<byte[]> whole(Kind kind) throws IOException {
    return switch (kind) {
      case JPEG ->
          files("data-samples/photos", "cat-cmyk.jpg", "cat-progressive.jpg", "grass-grey.jpg");
      case PNG ->
          files("data-samples/photos", "cat-palette.png", "cat-alpha.png", "camera-grey.png");
      case NPZ -> List.of(npz());
      case IDX -> List.of(idx());
      case IDX_GZIP -> List.of(gzip(idx()));
      case YAML -> files("conf/networks", "edges.yaml");
      case LABELS ->
          List.of("file,label\n0.png,7\n\"1.png\",3\n2.png,0\n".getBytes(StandardCharsets.UTF_8));
      case LIST -> List.of("0.png\n1.png\n2.png\n".getBytes(StandardCharsets.UTF_8));
      case TABLE -> List.of(table());
      default -> {
        Files.createDirectories(folder.resolve("table"));
        Files.write(folder.resolve("table/part-00000.parquet"), new byte[1]);
        yield List.of(manifest());
      }
    };
  }

  private static List<byte[]> files(String folder, String... names) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (String name : names) {
      files.add(Files.readAllBytes(Path.of(folder, name)));
    }
    return files;
  }

  private static byte[] npz() throws IOException {
    Map<String, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put("a", NumpyArray.of(Shape.of(3, 5), new float[15]));
    arrays.put("b", NumpyArray.of(Shape.of(2), new float[] {1, 2}));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpzFormat.write(out, arrays);
    return out.toByteArray();
  }

  private static byte[] idx() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0x0803);
    out.writeInt(5);
    out.writeInt(4);
    out.writeInt(3);
    out.write(new byte[60]);
    return bytes.toByteArray();
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private byte[] table() throws IOException {
    TableSchema schema =
        TableSchema.ofExamples(List.of(Column.floats("f", Shape.of(3)), Column.files("content")));
    Path file = folder.resolve("whole.parquet");
    try (TableWriter writer =
        TableWriter.create(new org.apache.hadoop.fs.Path(file.toString()), schema, CONF)) {
      for (int i = 0; i < 20; i++) {
        TableRow row = new TableRow(schema).set(0, i).set(1, i + ".png").setNull(2);
        writer.write(row.set(3, new float[] {i, 2, 3}, 0).set(4, new byte[i]));
      }
    }
    return Files.readAllBytes(file);
  }

  private static byte[] manifest() {
    TableSchema schema = TableSchema.rejects();
    return Manifest.of(
            "rejects",
            "forward",
            new Manifest.NetworkName("n", "f", "p"),
            new Manifest.RunCounts(3, 1),
            new dev.convoy.store.TableCount(1, 10, 1),
            schema)
        .toJson()
        .getBytes(StandardCharsets.UTF_8);
  }
}
