package dev.convoy.bench;

import dev.convoy.config.ConfigReader;
import dev.convoy.network.Network;
import dev.convoy.network.NetworkFile;
import java.io.IOException;
import java.util.Locale;

/**
 * Writes a network file line by line, as a user would. Every method adds a layer that reads the one
 * before it, and returns its name.
 */
public final class NetworkText {
  private static final int SEED = 7;

  private final String name;
  private final StringBuilder text = new StringBuilder();
  private String from = "";
  private int layers;

  public NetworkText(String name, int side, int channels) {
    this.name = name;
    text.append(
        format(
            "name: %s%ninput: [%d, %d, %d]%nweights: {seed: %d}%nlayers:%n",
            name, side, side, channels, SEED));
  }

  /** With bias. */
  String conv(int outC, int filter, int stride, int pad) {
    return conv(outC, filter, stride, pad, 1);
  }

  /** With bias, in groups of channels. */
  public String conv(int outC, int filter, int stride, int pad, int groups) {
    return convolution(outC, filter, stride, pad, groups, "true");
  }

  /** Without bias, for a batch normalisation to follow. */
  String plainConv(int outC, int filter, int stride, int groups) {
    return convolution(outC, filter, stride, filter / 2, groups, "false");
  }

  private String convolution(int outC, int filter, int stride, int pad, int groups, String biased) {
    return layer(
        "conv2d",
        format(
            "outC: %d, filter: %d, stride: %d, pad: %d, groups: %d, bias: %s",
            outC, filter, stride, pad, groups, biased));
  }

  String maxPool(int filter, int stride, int pad, String rounding) {
    String keys = "filter: %d, stride: %d, pad: %d, rounding: %s";
    return layer("maxPool2d", format(keys, filter, stride, pad, rounding));
  }

  String dense(int outC) {
    return layer("dense", "outC: " + outC);
  }

  String add(String a, String b) {
    return layer("add", "input: [" + a + ", " + b + "]");
  }

  String concat(String a, String b) {
    return layer("concat", "input: [" + a + ", " + b + "]");
  }

  /** A layer without keys. */
  String layer(String kind) {
    return layer(kind, "");
  }

  private String layer(String kind, String keys) {
    String layer = kind + ++layers;
    String more = (keys.isEmpty() ? "" : ", " + keys) + from;
    from = "";
    text.append(format("  - {name: %s, kind: %s%s}%n", layer, kind, more));
    return layer;
  }

  /** The next layer reads {@code node} instead of the layer before it. */
  NetworkText from(String node) {
    from = ", input: " + node;
    return this;
  }

  /** The network, its weights drawn from a seed. */
  public Network read() {
    return NetworkFile.read(
        ConfigReader.read(text.toString(), name),
        file -> {
          throw new IOException("no file " + file);
        });
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
