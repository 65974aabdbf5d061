package dev.convoy.job.input;

import dev.convoy.config.ConfigException;
import dev.convoy.config.ConfigNode;
import dev.convoy.job.input.ImageFiles.ImageFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Labels of images that are known, from a file of {@link LabelLines}. */
final class LabelFile {
  private final String file;
  private final Map<String, Integer> indexOfPath;
  private final int[] labels;

  private LabelFile(String file, List<ImageFile> images) {
    this.file = file;
    this.labels = new int[images.size()];
    Arrays.fill(labels, Example.NO_LABEL);
    this.indexOfPath = new HashMap<>(images.size() * 2);
    for (int i = 0; i < images.size(); i++) {
      indexOfPath.putIfAbsent(images.get(i).path(), i);
    }
  }

  /**
   * The label of each image, {@link Example#NO_LABEL} where the file has none.
   *
   * @throws ConfigException naming the line, for files that are not among the images, files named
   *     twice, and labels that are no whole numbers from 0
   */
  static int[] read(ConfigNode key, List<ImageFile> images, Configuration conf) {
    Path path = InputPaths.file(key, conf).getPath();
    LabelFile labels = new LabelFile(key.string(), images);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                InputPaths.fileSystem(key, path, conf).open(path), StandardCharsets.UTF_8))) {
      labels.readAll(reader);
    } catch (IOException e) {
      throw key.error("%s cannot be read: %s", path, InputPaths.reason(e));
    }
    labels.copyToRepeatedImages(images);
    return labels.labels;
  }

  private void readAll(BufferedReader reader) throws IOException {
    String first = reader.readLine();
    if (first == null) {
      throw LabelLines.empty(file);
    }
    LabelLines lines = LabelLines.ofHeader(file, first);
    long line = 1;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      line++;
      if (!text.isBlank()) {
        take(lines.parse(text, line), lines);
      }
    }
  }

  private void take(LabelLines.LabelLine found, LabelLines lines) {
    String path = found.path();
    Integer index = indexOfPath.get(path);
    if (index == null) {
      throw new ConfigException(
          "%s\"%s\" is not among the images, whose paths are like \"%s\""
              .formatted(
                  lines.place(found.line()),
                  path,
                  indexOfPath.keySet().stream().sorted().findFirst().orElse("")));
    }
    if (labels[index] != Example.NO_LABEL) {
      throw new ConfigException(
          "%s\"%s\" has a label already".formatted(lines.place(found.line()), path));
    }
    labels[index] = found.label();
  }

  /** A list may name an image twice. */
  private void copyToRepeatedImages(List<ImageFile> images) {
    for (int i = 0; i < labels.length; i++) {
      labels[i] = labels[indexOfPath.getOrDefault(images.get(i).path(), i)];
    }
  }
}
