package dev.convoy.onnx.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.convoy.network.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in files beside the model: below its folder, and nowhere else. */
class ExternalWeightsTest {
  private static final int COUNT = 4 * 3 * 3 * 3;

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void writeWeights() throws IOException {
    folder = Files.createDirectories(temporary.resolve("model"));
    Files.createDirectories(folder.resolve("weights"));
    ByteBuffer bytes = ByteBuffer.allocate(16 + 4 * COUNT).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < COUNT; i++) {
      bytes.putFloat(16 + 4 * i, i);
    }
    Files.write(folder.resolve("weights/w.bin"), bytes.array());
    Files.write(temporary.resolve("outside.bin"), bytes.array());
  }

  private Network read(String... entries) throws IOException {
    ModelProto.Builder model = Models.conv();
    TensorProto.Builder w =
        Models.empty("w", DataType.FLOAT, 4, 3, 3, 3).setDataLocation(DataLocation.EXTERNAL);
    for (int i = 0; i < entries.length; i += 2) {
      w.addExternalDataBuilder().setKey(entries[i]).setValue(entries[i + 1]);
    }
    model.getGraphBuilder().setInitializer(0, w);
    Path file = folder.resolve("model.onnx");
    Files.write(file, model.build().toByteArray());
    return OnnxReader.read(ModelFiles.of(file), ReadOptions.STANDARD);
  }

  @Test
  void areReadFromASubfolderAtAnOffset() throws IOException {
    Network network = read("location", "weights/w.bin", "offset", "16", "length", "432");
    float[] hwio = network.weights().values().iterator().next().data();
    assertThat(hwio[0]).isEqualTo(0);
    assertThat(hwio[1]).isEqualTo(27); // the second filter's first
    assertThat(hwio[4]).isEqualTo(9); // the first filter's second channel
    assertThat(read("location", "weights/w.bin", "offset", "16").weights()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.bin",
        "/etc/passwd",
        "weights/../../outside.bin",
        "..",
        "..\\outside.bin",
        "C:/outside.bin",
        "file:///etc/passwd",
        "weights/w.bin\0"
      })
  void thatLeadOutAreRefused(String location) {
    assertThatThrownBy(() -> read("location", location))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll("model.onnx: ", "tensor \"w\"", location, "refused");
  }

  @Test
  void behindALinkThatLeadsOutAreRefused() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.bin"), temporary.resolve("outside.bin"));
    Files.createSymbolicLink(folder.resolve("up"), temporary);
    for (String location : new String[] {"link.bin", "up/outside.bin"}) {
      assertThatThrownBy(() -> read("location", location, "offset", "16"))
          .isInstanceOf(OnnxException.class)
          .hasMessageContainingAll("tensor \"w\"", location, "leads out of the model's folder");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none.bin          | 0                   | 432  | no such file",
        "weights           | 0                   | 432  | tensor \"w\"",
        "weights/w.bin     | 17                  | 432  | beyond the end of \"weights/w.bin\"",
        "weights/w.bin     | 9223372036854775807 | 432  | beyond the end",
        "weights/w.bin     | -1                  | 432  | offset is \"-1\"",
        "weights/w.bin     | some                | 432  | offset is \"some\"",
        "weights/w.bin     | 0                   | 431  | has 431 bytes",
        "weights/w.bin     | 0                   | -432 | length is \"-432\"",
        "''                | 0                   | 432  | without a location"
      })
  void thatAreNotThereAreRefused(String location, String offset, String length, String words) {
    assertThatThrownBy(() -> read("location", location, "offset", offset, "length", length))
        .isInstanceOf(OnnxException.class)
        .hasMessageContainingAll("model.onnx: ", "tensor \"w\"", words);
  }
}
