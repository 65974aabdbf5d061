package dev.convoy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class TableSchemaTest {
  private static final TableSchema SCHEMA =
      TableSchema.ofExamples(
          List.of(
              Column.floats("stage2/conv1", Shape.of(3, 5, 7)),
              Column.bytes("input", TensorForm.float32(Shape.of(3)))));

  @Test
  void parquetSchemaIsTheStandardOne() {
    assertThat(SCHEMA.message().toString().replaceAll("\\s+", " "))
        .isEqualTo(
            "message row { required int64 id; required binary path (STRING); optional int32 label;"
                + " required group stage2/conv1 (LIST) { repeated group list {"
                + " required float element; } } required binary input; } ");
  }

  @Test
  void metadataSurvivesSparksJson() {
    StructType read = (StructType) DataType.fromJson(SCHEMA.struct().json());
    assertThat(TensorForm.of(read.apply("stage2/conv1").metadata()))
        .contains(new TensorForm(Shape.of(3, 5, 7), "float32", "HWC"));
    assertThat(TensorForm.of(read.apply("id").metadata())).isEmpty();
    assertThat(read.apply("label").nullable()).isTrue();
    assertThat(read.apply("input").nullable()).isFalse();
  }

  @Test
  void namesThatSqlCannotTellApartAreRefused() {
    assertThatThrownBy(() -> TableSchema.of(Column.longs("a"), Column.ints("A")))
        .hasMessageContaining("\"A\" stands twice");
  }

  @Test
  void namesThatBreakPathsAreRefused() {
    for (String name : List.of("", "a.b", "a b", "a\tb", "a`b", "a,b")) {
      assertThatThrownBy(() -> Column.longs(name)).as(name).hasMessageContaining("name");
    }
  }

  @Test
  void bytesOfATensorFollowFromItsForm() {
    assertThat(TensorForm.float32(Shape.of(3, 5)).byteCount()).isEqualTo(60);
    assertThat(new TensorForm(Shape.of(3, 5), "bits", "HW").byteCount()).isEqualTo(2);
    assertThat(new TensorForm(Shape.of(3, 5), "uint8", "HW").byteCount()).isEqualTo(15);
    assertThat(new TensorForm(Shape.of(3, 5), "nibbles", "HW").byteCount()).isEqualTo(-1);
  }

  @Test
  void groupsHoldFewFatRowsAndManyThinOnes() {
    Column image = Column.bytes("x", TensorForm.float32(Shape.of(224, 224, 3)));
    Column huge = Column.bytes("x", TensorForm.float32(Shape.of(8192, 8192, 3)));
    assertThat(TableWriter.groupRows(TableSchema.of(image))).isEqualTo(111);
    assertThat(TableWriter.groupRows(TableSchema.of(huge))).isEqualTo(1);
    assertThat(TableWriter.groupRows(TableSchema.rejects())).isGreaterThan(100_000);
  }

  @Test
  void floatBytesAreLittleEndianAndExact() {
    float[] values = {1f, -0f, Float.intBitsToFloat(0x7fc00001), Float.MIN_VALUE};
    assertThat(FloatBytes.toBytes(values)).startsWith(0, 0, 0x80, 0x3f).hasSize(16);
    float[] back = FloatBytes.toFloats(FloatBytes.toBytes(values));
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
    }
    assertThatThrownBy(() -> FloatBytes.toFloats(new byte[6])).hasMessageContaining("6 bytes");
  }

  @Test
  void rowRefusesCellsOfAnotherKind() {
    TableRow row = new TableRow(SCHEMA);
    assertThatThrownBy(() -> row.set(0, "text")).hasMessageContaining("\"id\" of kind LONG");
    assertThatThrownBy(() -> row.set(1, 5)).hasMessageContaining("\"path\"");
    assertThatThrownBy(() -> row.set(2, 1L << 40)).hasMessageContaining("cannot hold");
    assertThatThrownBy(() -> row.set(3, new float[104], 0)).hasMessageContaining("needs 105");
    assertThatThrownBy(() -> row.set(3, new float[105], 1)).hasMessageContaining("from 1 on");
    assertThatThrownBy(() -> row.set(4, new byte[11])).hasMessageContaining("needed 12");
    assertThatThrownBy(() -> row.setNull(0)).hasMessageContaining("must have a value");
    assertThatThrownBy(row::checkComplete).hasMessage("column \"id\" was not set");
  }
}
