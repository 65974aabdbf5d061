package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** Pictures of an IDX file, {@code [N, H, W]} grey or {@code [N, H, W, C]}; the id is the place. */
final class IdxSource implements ExampleSource {
  private static final int GREY_RANK = 3;
  private static final int COLOUR_RANK = 4;
  private static final int RGB = 3;

  private final IdxFile images;
  private final byte[] labels;

  private IdxSource(IdxFile images, byte[] labels) {
    this.images = images;
    this.labels = labels;
  }

  static IdxSource open(ConfigNode input, Configuration conf) {
    ConfigNode key = input.get("idx");
    IdxFile images =
        IdxFile.read(key, conf, "images [N, H, W] or [N, H, W, C]", GREY_RANK, COLOUR_RANK);
    IdxSource source = new IdxSource(images, new byte[0]);
    if (source.channels() != 1 && source.channels() != RGB) {
      throw key.error("found %s channels, needed 1 (grey) or 3 (RGB)", source.channels());
    }
    return input
        .find("idxLabels")
        .map(labels -> new IdxSource(images, readLabels(labels, images.count(), conf)))
        .orElse(source);
  }

  private static byte[] readLabels(ConfigNode key, int needed, Configuration conf) {
    IdxFile file = IdxFile.read(key, conf, "labels [N], rank 1", 1, 1);
    if (file.count() != needed) {
      throw key.error("found %s labels for %s images", file.count(), needed);
    }
    try (InputStream in = file.open(0, conf)) {
      return in.readNBytes(needed);
    } catch (IOException e) {
      throw key.error("%s cannot be read: %s", file.path(), InputPaths.reason(e));
    }
  }

  private int channels() {
    return images.sizes().length == COLOUR_RANK ? images.sizes()[3] : 1;
  }

  @Override
  public long count() {
    return images.count();
  }

  @Override
  public List<ExampleSlice> slices(int partitions) {
    return Ranges.of(count(), partitions).stream().map(this::slice).collect(Collectors.toList());
  }

  private ExampleSlice slice(Ranges.Range range) {
    int from = range.intFirst();
    int to = from + range.intCount();
    byte[] some = labelled() ? Arrays.copyOfRange(labels, from, to) : labels;
    return new IdxSlice(from, range.count(), images, channels(), some);
  }

  @Override
  public Content content() {
    return Content.PIXELS;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.of(Shape.of(images.sizes()[1], images.sizes()[2], channels()));
  }

  @Override
  public boolean labelled() {
    return labels.length > 0;
  }

  @Override
  public String describe() {
    return count() + " images " + shape().orElseThrow() + " in " + images.path();
  }
}
