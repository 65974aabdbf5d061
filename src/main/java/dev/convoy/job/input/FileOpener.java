package dev.convoy.job.input;

import dev.convoy.job.input.ImageFiles.ImageFile;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * Reads chosen image files.
 *
 * @param root what their paths are relative to
 */
record FileOpener(ImageRoot root) implements ExampleOpener {
  @Override
  public ExampleReader open(List<Listed> wanted, Configuration conf) {
    List<ImageFile> files =
        wanted.stream().map(one -> new ImageFile(one.path(), one.size())).toList();
    int[] labels = wanted.stream().mapToInt(Listed::label).toArray();
    ExampleReader reader = new FileSlice(0, root, PackedPaths.of(files), labels).open(conf);
    return new ExampleReader() {
      @Override
      public boolean hasNext() {
        return reader.hasNext();
      }

      @Override
      public Example next() {
        Example read = reader.next();
        long id = wanted.get((int) read.id()).id();
        return new Example(id, read.path(), read.label(), read.size(), read.payload());
      }

      @Override
      public void skip(int count) {
        reader.skip(count);
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
