package dev.convoy.bench;

import dev.convoy.network.Network;
import dev.convoy.onnx.reader.ModelFiles;
import dev.convoy.onnx.reader.OnnxReader;
import dev.convoy.onnx.reader.ReadOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Torchvision's image classifiers, layer for layer.
 *
 * @param name as torchvision's paper or repository spells it
 * @param network made when asked for: the weights of VGG-16 alone are 550 MB
 */
record NetworkCase(String name, Supplier<Network> network) {
  private static final int CLASSES = 1000;

  /** Squeezed and expanded channels of SqueezeNet's fire modules; 0 is a pooling. */
  private static final int[][] FIRES = {
    {16, 64}, {16, 64}, {0}, {32, 128}, {32, 128}, {0}, {48, 192}, {48, 192}, {64, 256}, {64, 256}
  };

  /** Channels of VGG-16; 0 is a pooling. */
  private static final int[] VGG16 = {
    64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0
  };

  /** MobileNet v2: expansion, channels, repeats, stride of the first. */
  private static final int[][] INVERTED = {
    {1, 16, 1, 1},
    {6, 24, 2, 2},
    {6, 32, 3, 2},
    {6, 64, 4, 2},
    {6, 96, 3, 1},
    {6, 160, 3, 2},
    {6, 320, 1, 1}
  };

  /** A network in an ONNX file. */
  static NetworkCase file(String model) {
    Path path = Path.of(model);
    String name = path.getFileName().toString().replace(".onnx", "");
    return new NetworkCase(name, () -> OnnxReader.read(ModelFiles.of(path), ReadOptions.STANDARD));
  }

  /** The networks as they are published, for images of 224 x 224 pixels. */
  static List<NetworkCase> published() {
    return all(224, 1);
  }

  /**
   * The networks for images of {@code side} x {@code side} pixels.
   *
   * @param thinner what all numbers of channels are divided by; 1 = as published
   */
  static List<NetworkCase> all(int side, int thinner) {
    return List.of(
        new NetworkCase("VGG-16", () -> vgg16(side, thinner)),
        new NetworkCase("ResNet-18", () -> resNet("ResNet-18", side, thinner, 2, 2, 2, 2)),
        new NetworkCase("ResNet-50", () -> resNet("ResNet-50", side, thinner, 3, 4, 6, 3)),
        new NetworkCase("SqueezeNet 1.1", () -> squeezeNet(side, thinner)),
        new NetworkCase("MobileNet v2", () -> mobileNet(side, thinner)),
        new NetworkCase("AlexNet", () -> alexNet(side, thinner)));
  }

  private static Network vgg16(int side, int thinner) {
    NetworkText net = new NetworkText("VGG-16", side, 3);
    for (int channels : VGG16) {
      if (channels == 0) {
        net.maxPool(2, 2, 0, "floor");
      } else {
        net.conv(channels / thinner, 3, 1, 1);
        net.layer("relu");
      }
    }
    return classified(net, thinner).read();
  }

  private static Network alexNet(int side, int thinner) {
    NetworkText net = new NetworkText("AlexNet", side, 3);
    net.conv(64 / thinner, 11, 4, 2);
    net.layer("relu");
    net.maxPool(3, 2, 0, "floor");
    net.conv(192 / thinner, 5, 1, 2);
    net.layer("relu");
    net.maxPool(3, 2, 0, "floor");
    for (int channels : new int[] {384, 256, 256}) {
      net.conv(channels / thinner, 3, 1, 1);
      net.layer("relu");
    }
    net.maxPool(3, 2, 0, "floor");
    return classified(net, thinner).read();
  }

  /** The three dense layers of VGG and AlexNet. */
  private static NetworkText classified(NetworkText net, int thinner) {
    net.layer("flatten");
    for (int hidden = 0; hidden < 2; hidden++) {
      net.dense(4096 / thinner);
      net.layer("relu");
    }
    net.dense(CLASSES);
    return net;
  }

  /** Two convolutions a block with 18 layers, three with 50. */
  private static Network resNet(String name, int side, int thinner, int... blocks) {
    boolean bottleneck = name.endsWith("50");
    NetworkText net = new NetworkText(name, side, 3);
    net.plainConv(64 / thinner, 7, 2, 1);
    net.layer("batchNorm");
    net.layer("relu");
    String last = net.maxPool(3, 2, 1, "floor");
    int inC = 64 / thinner;
    for (int stage = 0; stage < blocks.length; stage++) {
      int width = (64 << stage) / thinner;
      int outC = bottleneck ? 4 * width : width;
      for (int block = 0; block < blocks[stage]; block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String shortcut = last;
        if (stride != 1 || inC != outC) {
          net.from(last).plainConv(outC, 1, stride, 1);
          shortcut = net.layer("batchNorm");
        }
        net.from(last);
        String added =
            bottleneck ? bottleneck(net, width, outC, stride) : basic(net, width, stride);
        net.add(added, shortcut);
        last = net.layer("relu");
        inC = outC;
      }
    }
    net.layer("globalAveragePool");
    net.dense(CLASSES);
    return Statistics.of(net.read());
  }

  private static String basic(NetworkText net, int width, int stride) {
    net.plainConv(width, 3, stride, 1);
    net.layer("batchNorm");
    net.layer("relu");
    net.plainConv(width, 3, 1, 1);
    return net.layer("batchNorm");
  }

  private static String bottleneck(NetworkText net, int width, int outC, int stride) {
    net.plainConv(width, 1, 1, 1);
    net.layer("batchNorm");
    net.layer("relu");
    net.plainConv(width, 3, stride, 1);
    net.layer("batchNorm");
    net.layer("relu");
    net.plainConv(outC, 1, 1, 1);
    return net.layer("batchNorm");
  }

  private static Network squeezeNet(int side, int thinner) {
    NetworkText net = new NetworkText("SqueezeNet", side, 3);
    net.conv(64 / thinner, 3, 2, 0);
    net.layer("relu");
    net.maxPool(3, 2, 0, "ceil");
    for (int[] fire : FIRES) {
      if (fire[0] == 0) {
        net.maxPool(3, 2, 0, "ceil");
        continue;
      }
      net.conv(fire[0] / thinner, 1, 1, 0);
      String squeezed = net.layer("relu");
      net.conv(fire[1] / thinner, 1, 1, 0);
      String narrow = net.layer("relu");
      net.from(squeezed).conv(fire[1] / thinner, 3, 1, 1);
      String wide = net.layer("relu");
      net.concat(narrow, wide);
    }
    net.conv(CLASSES, 1, 1, 0);
    net.layer("relu");
    net.layer("globalAveragePool");
    return net.read();
  }

  private static Network mobileNet(int side, int thinner) {
    NetworkText net = new NetworkText("MobileNet", side, 3);
    String last = rectified(net, 32 / thinner, 3, 2, 1);
    int inC = 32 / thinner;
    for (int[] row : INVERTED) {
      int outC = row[1] / thinner;
      for (int repeat = 0; repeat < row[2]; repeat++) {
        int stride = repeat == 0 ? row[3] : 1;
        int wide = inC * row[0];
        if (wide != inC) {
          rectified(net, wide, 1, 1, 1);
        }
        rectified(net, wide, 3, stride, wide);
        net.plainConv(outC, 1, 1, 1);
        String projected = net.layer("batchNorm");
        last = stride == 1 && inC == outC ? net.add(projected, last) : projected;
        inC = outC;
      }
    }
    rectified(net, 1280 / thinner, 1, 1, 1);
    net.layer("globalAveragePool");
    net.dense(CLASSES);
    return Statistics.of(net.read());
  }

  private static String rectified(NetworkText net, int outC, int filter, int stride, int groups) {
    net.plainConv(outC, filter, stride, groups);
    net.layer("batchNorm");
    return net.layer("relu6");
  }
}
