package dev.convoy.bench;

import dev.convoy.compute.ConvGeometry;
import dev.convoy.compute.Padding;
import dev.convoy.compute.Window;
import dev.convoy.tensor.Shape;
import java.util.List;

/**
 * One layer to be measured. {@link #TABLE} holds the convolutions that most of the time of VGG-16,
 * ResNet and MobileNet goes to.
 *
 * @param name filter / stride, channels in and out, height = width: {@code 3x3/2 128-128 at 56}
 * @param group which layers it is averaged with
 */
public record ConvCase(String name, Group group, ConvGeometry geometry) {
  /** Layers that are computed alike. */
  public enum Group {
    SQUARE("3x3, stride 1"),
    OTHER("1x1, strided, stem"),
    DEPTHWISE("depthwise");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  public static final List<ConvCase> TABLE =
      List.of(
          square(64, 224, 64),
          square(128, 112, 128),
          square(256, 56, 256),
          square(512, 28, 512),
          square(512, 14, 512),
          square(64, 56, 64),
          square(256, 14, 256),
          square(512, 7, 512),
          of(Group.OTHER, 128, 56, 128, 3, 2),
          of(Group.OTHER, 3, 224, 64, 7, 2),
          of(Group.OTHER, 64, 56, 256, 1, 1),
          of(Group.OTHER, 512, 28, 128, 1, 1),
          of(Group.OTHER, 1024, 14, 256, 1, 1),
          of(Group.OTHER, 2048, 7, 512, 1, 1),
          depthwise(144, 56));

  private static ConvCase square(int inC, int side, int outC) {
    return of(Group.SQUARE, inC, side, outC, 3, 1);
  }

  /** One image, padded so that stride 1 keeps its size. */
  static ConvCase of(Group group, int inC, int side, int outC, int filter, int stride) {
    int groups = group == Group.DEPTHWISE ? inC : 1;
    String window = filter + "x" + filter + (stride == 1 ? "" : "/" + stride);
    String channels = groups == 1 ? inC + "-" + outC : String.valueOf(inC);
    return new ConvCase(
        (groups == 1 ? "" : "depthwise ") + window + " " + channels + " at " + side,
        group,
        new ConvGeometry(
            Shape.of(1, side, side, inC),
            outC,
            Window.square(filter, stride),
            Padding.all(filter / 2),
            groups));
  }

  private static ConvCase depthwise(int channels, int side) {
    return of(Group.DEPTHWISE, channels, side, channels, 3, 1);
  }

  public ConvCase withBatch(int n) {
    return new ConvCase(name, group, geometry.withBatch(n));
  }
}
