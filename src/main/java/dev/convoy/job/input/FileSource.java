package dev.convoy.job.input;

import dev.convoy.config.ConfigNode;
import dev.convoy.job.input.ImageFiles.ImageFile;
import dev.convoy.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** Image files, one example each; the id is the place in the sorted order, or in the list. */
final class FileSource implements ExampleSource {
  private final ImageFiles.Found found;
  private final int[] labels;

  private FileSource(ImageFiles.Found found, int[] labels) {
    this.found = found;
    this.labels = labels;
  }

  static FileSource open(ConfigNode input, Configuration conf) {
    ImageFiles.Found found = ImageFiles.find(input.get("images"), conf);
    int[] labels =
        input
            .find("labels")
            .map(key -> LabelFile.read(key, found.files(), conf))
            .orElse(new int[0]);
    return new FileSource(found, labels);
  }

  @Override
  public long count() {
    return found.files().size();
  }

  @Override
  public List<ExampleSlice> slices(int partitions) {
    return Ranges.of(count(), partitions).stream().map(this::slice).collect(Collectors.toList());
  }

  private ExampleSlice slice(Ranges.Range range) {
    int from = range.intFirst();
    int to = from + range.intCount();
    List<ImageFile> files = found.files().subList(from, to);
    int[] some = labelled() ? Arrays.copyOfRange(labels, from, to) : labels;
    return new FileSlice(from, found.root(), PackedPaths.of(files), some);
  }

  @Override
  public Content content() {
    return Content.ENCODED;
  }

  @Override
  public Optional<Shape> shape() {
    return Optional.empty();
  }

  @Override
  public boolean labelled() {
    return labels.length > 0;
  }

  @Override
  public String describe() {
    String what = count() + " images in " + found.root().folder();
    long without = Arrays.stream(labels).filter(label -> label == Example.NO_LABEL).count();
    return without == 0 ? what : what + ", " + without + " without a label";
  }
}
