package dev.convoy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.convoy.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files whose footers and pages lie end in a {@link StoreException}, and in no memory. */
class ForgedTablesTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Configuration CONF = new Configuration();
  private static final long MEGABYTE = 1 << 20;
  private static final int ROWS = 20;
  private static final int END = 8; // the footer's length, "PAR1"

  @TempDir Path folder;
  private byte[] whole;

  @BeforeEach
  void writeTable() throws IOException {
    whole = table(1000);
    assertThat(read(whole)).isEqualTo(ROWS);
  }

  private byte[] table(int bytes) throws IOException {
    TableSchema schema =
        TableSchema.ofExamples(List.of(Column.floats("f", Shape.of(3)), Column.files("content")));
    Path file = folder.resolve("whole.parquet");
    try (TableWriter writer = TableWriter.create(hadoop(file), schema, CONF)) {
      for (int i = 0; i < ROWS; i++) {
        TableRow row = new TableRow(schema).set(0, i).set(1, i + ".png").setNull(2);
        writer.write(row.set(3, new float[] {i, 2, 3}, 0).set(4, new byte[bytes]));
      }
    }
    byte[] written = Files.readAllBytes(file);
    Files.delete(file);
    return written;
  }

  @TestFactory
  Stream<DynamicTest> whatAFooterClaimsOfColumnsIsCheckedAgainstTheFile() {
    long beyond = Integer.MAX_VALUE - 9;
    return Stream.of(
        refused("size beyond the file", chunk(c -> c.setTotal_compressed_size(beyond)), "lies at"),
        refused("size of a file", chunk(c -> c.setTotal_compressed_size(whole.length)), "lies at"),
        refused("size below 0", chunk(c -> c.setTotal_compressed_size(-5)), ""),
        refused("size of 8 EB", chunk(c -> c.setTotal_compressed_size(Long.MAX_VALUE)), "lies at"),
        refused("place beyond", chunk(c -> move(c, beyond)), "lies at"),
        refused("place below 0", chunk(c -> move(c, -1000)), ""),
        refused("values without end", chunk(c -> c.setNum_values(Long.MAX_VALUE)), ""),
        refused("values below 0", chunk(c -> c.setNum_values(-1)), ""),
        refused("another codec", chunk(c -> c.setCodec(CompressionCodec.GZIP)), ""));
  }

  @TestFactory
  Stream<DynamicTest> whatAFooterClaimsOfRowsEndsWhereTheyEnd() {
    return Stream.of(
        refused("a row more", f -> f.getRow_groups().get(0).setNum_rows(ROWS + 1), ""),
        refused("2^40 rows", f -> f.getRow_groups().get(0).setNum_rows(1L << 40), ""),
        refused("rows below 0", f -> f.getRow_groups().get(0).setNum_rows(-3), "-3 rows"),
        refused("no columns", f -> f.getRow_groups().get(0).setColumns(List.of()), ""));
  }

  @Test
  void aPageThatClaimsTwoGigabytesIsNotUnpacked() throws IOException {
    for (int claimed : new int[] {Integer.MAX_VALUE - 9, Integer.MAX_VALUE, -1}) {
      byte[] forged = withPage(header -> header.setUncompressed_page_size(claimed));
      assertRefused(forged, "");
    }
  }

  @Test
  void aPageThatClaimsMorePackedBytesThanItsColumnHasIsRefused() throws IOException {
    assertRefused(withPage(header -> header.setCompressed_page_size(Integer.MAX_VALUE - 9)), "");
    assertRefused(withPage(header -> header.setCompressed_page_size(-9)), "");
  }

  /** Nothing lies here: 20 MB of zeros in a kilobyte or two, where 8 MB may be taken. */
  @Test
  void aPageThatUnpacksToMoreThanMayBeTakenIsRefused() throws IOException {
    Path file = Files.write(folder.resolve("bomb.parquet"), table((int) MEGABYTE));
    assertThat(Files.size(file)).isLessThan(MEGABYTE / 20);
    HadoopInputFile input = HadoopInputFile.fromPath(hadoop(file), CONF);
    for (long most : new long[] {MEGABYTE / 2, 64 * MEGABYTE}) {
      try (ParquetFileReader reader = ParquetFiles.open(input, CONF, most)) {
        PageReadStore pages = reader.readNextRowGroup();
        var content = pages.getPageReader(reader.getFileMetaData().getSchema().getColumns().get(4));
        if (most > MEGABYTE) {
          assertThat(content.readPage()).isNotNull();
        } else {
          assertThatThrownBy(content::readPage)
              .isInstanceOf(ParquetDecodingException.class)
              .hasMessageContaining("a page claims to unpack to")
              .hasMessageContaining("1 MB may be taken");
        }
      }
    }
  }

  @Test
  void aSchemaOfEndlessDepthIsRefused() throws IOException {
    FileMetaData footer = footer();
    List<SchemaElement> schema = new ArrayList<>();
    for (int i = 0; i < 200_000; i++) {
      schema.add(
          new SchemaElement("g")
              .setNum_children(1)
              .setRepetition_type(FieldRepetitionType.OPTIONAL));
    }
    schema.add(
        new SchemaElement("v")
            .setType(Type.INT32)
            .setRepetition_type(FieldRepetitionType.OPTIONAL));
    assertRefused(with(footer.setSchema(schema).setRow_groups(List.of())), "");
  }

  @Test
  void aSchemaThatClaimsMoreThanItHasIsRefused() throws IOException {
    FileMetaData footer = footer();
    footer.getSchema().get(0).setNum_children(Integer.MAX_VALUE);
    assertRefused(with(footer), "");
    footer = footer();
    footer.setSchema(Collections.nCopies(3, footer.getSchema().get(0)));
    assertRefused(with(footer), "");
  }

  /** A list of two billion elements, in six bytes. */
  @Test
  void aFooterOfCountsAloneIsRefused() throws IOException {
    byte[] counts = {0x15, 2, 0x19, (byte) 0xFC, -1, -1, -1, -1, 7};
    assertRefused(with(counts), "");
    byte[] text = {0x15, 2, 0x19, 0x1C, 0x48, -1, -1, -1, -1, 7};
    assertRefused(with(text), "");
  }

  @TestFactory
  Stream<DynamicTest> lengthsOfTheFooterThatLie() {
    return Stream.of(0, 1, Integer.MAX_VALUE, -1, Integer.MIN_VALUE)
        .map(
            length ->
                DynamicTest.dynamicTest(
                    length.toString(),
                    () -> {
                      byte[] forged = whole.clone();
                      ByteBuffer.wrap(forged)
                          .order(ByteOrder.LITTLE_ENDIAN)
                          .putInt(forged.length - END, length);
                      assertRefused(forged, "");
                    }));
  }

  @TestFactory
  Stream<DynamicTest> sparksSchemaThatIsNone() {
    String deep = "{\"type\":\"array\",\"elementType\":".repeat(50_000);
    return Stream.of("", "{", "[]", "7", "null", "{\"type\":\"struct\"}", "\"nosuch\"", deep)
        .map(
            json ->
                DynamicTest.dynamicTest(
                    "json " + json.substring(0, Math.min(30, json.length())),
                    () -> {
                      FileMetaData footer = footer();
                      footer.setKey_value_metadata(
                          List.of(new KeyValue(RowWriteSupport.SPARK_SCHEMA).setValue(json)));
                      readOrRefuse(with(footer));
                    }));
  }

  private DynamicTest refused(String what, Consumer<FileMetaData> lie, String words) {
    return DynamicTest.dynamicTest(
        what,
        () -> {
          FileMetaData footer = footer();
          lie.accept(footer);
          assertRefused(with(footer), words);
        });
  }

  /** Of the last column, which has the bytes. */
  private static Consumer<FileMetaData> chunk(Consumer<ColumnMetaData> lie) {
    return footer -> {
      var columns = footer.getRow_groups().get(0).getColumns();
      lie.accept(columns.get(columns.size() - 1).getMeta_data());
    };
  }

  private static void move(ColumnMetaData chunk, long place) {
    chunk.setData_page_offset(place);
    chunk.unsetDictionary_page_offset();
  }

  /** The file with another header in front of the last column's first page. */
  private byte[] withPage(Consumer<PageHeader> lie) throws IOException {
    FileMetaData footer = footer();
    var columns = footer.getRow_groups().get(0).getColumns();
    ColumnMetaData last = columns.get(columns.size() - 1).getMeta_data();
    int at =
        (int)
            (last.isSetDictionary_page_offset()
                ? last.getDictionary_page_offset()
                : last.getData_page_offset());
    ByteArrayInputStream in = new ByteArrayInputStream(whole, at, whole.length - at);
    PageHeader header = Util.readPageHeader(in);
    int end = whole.length - in.available();
    lie.accept(header);
    ByteArrayOutputStream forged = new ByteArrayOutputStream();
    Util.writePageHeader(header, forged);
    int longer = forged.size() - (end - at);
    last.setTotal_compressed_size(last.getTotal_compressed_size() + longer);
    if (last.getData_page_offset() > at) {
      last.setData_page_offset(last.getData_page_offset() + longer);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(whole, 0, at);
    file.writeBytes(forged.toByteArray());
    file.write(whole, end, footerAt() - end);
    return joined(file.toByteArray(), bytes(footer));
  }

  private int footerAt() {
    int length = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - END);
    return whole.length - END - length;
  }

  private FileMetaData footer() throws IOException {
    return Util.readFileMetaData(
        new ByteArrayInputStream(whole, footerAt(), whole.length - footerAt()));
  }

  private byte[] with(FileMetaData footer) throws IOException {
    return with(bytes(footer));
  }

  private byte[] with(byte[] footer) {
    return joined(Arrays.copyOf(whole, footerAt()), footer);
  }

  private static byte[] bytes(FileMetaData footer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Util.writeFileMetaData(footer, out);
    return out.toByteArray();
  }

  private static byte[] joined(byte[] data, byte[] footer) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(data);
    out.writeBytes(footer);
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(length.putInt(footer.length).array());
    out.writeBytes("PAR1".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private void assertRefused(byte[] file, String words) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("forged.parquet")
        .hasMessageContaining(words);
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(200 * MEGABYTE);
  }

  private void readOrRefuse(byte[] file) throws IOException {
    try {
      assertThat(read(file)).isEqualTo(ROWS);
    } catch (StoreException e) {
      assertThat(e.getMessage()).contains("forged.parquet");
    }
  }

  private long read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("forged.parquet"), bytes);
    StoredTable table = StoredTable.open(file.toString(), CONF);
    long count = 0;
    try (TableRows rows = table.range(0, table.rows()).open(table.columns(), CONF)) {
      while (rows.hasNext()) {
        rows.next();
        count++;
      }
    }
    return count;
  }

  private static org.apache.hadoop.fs.Path hadoop(Path file) {
    return new org.apache.hadoop.fs.Path(file.toString());
  }
}
