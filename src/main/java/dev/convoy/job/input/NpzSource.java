package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import dev.convoy.tensor.DType;
import dev.convoy.tensor.NpzFormat;
import dev.convoy.tensor.NumpyArray;
import dev.convoy.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Examples along the outermost axis of an array in a NumPy archive. For archives that fit the
 * memory of one executor: each slice reads the archive anew.
 */
final class NpzSource implements ExampleSource {
  private final Path file;
  private final String array;
  private final Shape all;
  private final long bytes;
  private final int[] labels;

  private NpzSource(Path file, String array, Shape all, long bytes, int[] labels) {
    this.file = file;
    this.array = array;
    this.all = all;
    this.bytes = bytes;
    this.labels = labels;
  }

  static NpzSource open(ConfigNode input, Configuration conf) {
    ConfigNode key = input.get("npz");
    Path file = InputPaths.file(key, conf).getPath();
    Map<String, NumpyArray> arrays;
    try {
      arrays = read(file, conf);
    } catch (IOException e) {
      throw key.error("%s", InputPaths.reason(e));
    }
    ConfigNode name = input.get("array");
    Shape all = arrays.get(name.oneOf(arrays.keySet())).shape();
    if (all.rank() < 2 || all.count() == 0) {
      throw name.error("found shape %s, needed [N, ...] with at least one example", all);
    }
    int[] labels =
        input
            .find("npzLabels")
            .map(labelKey -> labels(labelKey, arrays, all.n()))
            .orElse(new int[0]);
    return new NpzSource(file, name.string(), all, bytes(arrays, name.string()), labels);
  }

  /** Of all arrays, and of the one that is used as float32, unless it is that. */
  private static long bytes(Map<String, NumpyArray> arrays, String used) {
    NumpyArray array = arrays.get(used);
    long converted = array.dtype() == DType.FLOAT32 ? 0 : array.shape().count() * Float.BYTES;
    return converted
        + arrays.values().stream().mapToLong(a -> a.shape().count() * a.dtype().bytes()).sum();
  }

  static Map<String, NumpyArray> read(Path file, Configuration conf) throws IOException {
    try (InputStream in = file.getFileSystem(conf).open(file)) {
      return NpzFormat.read(in, file.toString());
    }
  }

  private static int[] labels(ConfigNode key, Map<String, NumpyArray> arrays, int needed) {
    NumpyArray array = arrays.get(key.oneOf(arrays.keySet()));
    if (!array.shape().equals(Shape.of(needed))) {
      throw key.error("found labels of shape %s, needed [%s]", array.shape(), needed);
    }
    long[] values;
    try {
      values = array.longs();
    } catch (IllegalArgumentException e) {
      throw key.error("%s", e.getMessage());
    }
    for (long value : values) {
      if (value < Example.NO_LABEL || value > Integer.MAX_VALUE) {
        throw key.error("found label %s, needed whole numbers from 0, or -1 for none", value);
      }
    }
    return Arrays.stream(values).mapToInt(value -> (int) value).toArray();
  }

  @Override
  public long count() {
    return all.n();
  }

  @Override
  public List<ExampleSlice> slices(int partitions) {
    return Ranges.of(count(), partitions).stream().map(this::slice).collect(Collectors.toList());
  }

  private ExampleSlice slice(Ranges.Range range) {
    int from = range.intFirst();
    int to = from + range.intCount();
    int[] some = labelled() ? Arrays.copyOfRange(labels, from, to) : labels;
    return new NpzSlice(from, range.count(), file, array, some);
  }

  @Override
  public Content content() {
    return Content.VALUES;
  }

  @Override
  public Optional<Shape> shape() {
    int[] sizes = all.toArray();
    return Optional.of(Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length)));
  }

  @Override
  public boolean labelled() {
    return labels.length > 0;
  }

  @Override
  public String describe() {
    return count() + " examples " + shape().orElseThrow() + " in array " + array + " of " + file;
  }

  @Override
  public long readerBytes() {
    return bytes;
  }
}
