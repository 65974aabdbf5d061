package dev.convoy.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.config.ConfigReader;
import dev.convoy.network.NetworkFile;
import dev.convoy.network.Node;
import java.io.FileNotFoundException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counted by hand for an image of 6 x 8 x 4. */
class FlopsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: conv2d, outC: 5, filter: [3, 2], pad: same | 2 * 6*8*5 * 3*2*4 | 11520",
        "kind: conv2d, outC: 6, filter: 3, stride: 2, pad: 1, groups: 2 | 2 * 3*4*6 * 9*2 | 2592",
        "kind: conv2d, outC: 4, filter: 3, groups: 4 | 2 * 4*6*4 * 9 | 1728",
        "kind: convTranspose2d, outC: 6, filter: 2, stride: 2, groups: 2 | 2 * 6*8*4 * 4*3 | 4608",
        "kind: maxPool2d, filter: 3, stride: 2 | 2*3*4 * 9 | 216",
        "kind: averagePool2d, filter: 2 | 3*4*4 * 4 | 192",
        "kind: globalAveragePool | 6*8*4 | 192",
        "kind: globalMaxPool | 6*8*4 | 192",
        "kind: relu | one a value | 192",
        "kind: gelu | one a value | 192",
        "kind: softmax | one a value | 192",
        "kind: batchNorm | a scale and a shift | 384",
        "kind: groupNorm, groups: 2 | a scale and a shift | 384",
        "'kind: add, input: [input, input, input]' | 2 * 6*8*4 | 384",
        "'kind: multiply, input: [input, input]' | 6*8*4 | 192",
        "kind: resize, scale: 2, interpolation: linear | 2 * 12*16*4 * 2*2 | 6144",
        "kind: resize, scale: 2 | copies | 0",
        "'kind: concat, input: [input, input]' | copies | 0",
        "kind: flatten | copies | 0",
        "'kind: pad2d, pad: 1' | copies | 0"
      })
  void workOfALayer(String layer, String reason, long flops) {
    String yaml =
        "name: one\ninput: [6, 8, 4]\nweights: {seed: 1}\nlayers:\n- {name: y, " + layer + "}\n";
    Node node =
        NetworkFile.read(
                ConfigReader.read(yaml, "one"),
                file -> {
                  throw new FileNotFoundException(file);
                })
            .nodes()
            .get(0);
    assertThat(node.layer().flops(node.inputShapes())).as(reason).isEqualTo(flops);
  }
}
