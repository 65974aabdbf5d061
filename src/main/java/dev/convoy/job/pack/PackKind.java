package dev.convoy.job.pack;

import dev.convoy.config.ConfigNode;
import dev.convoy.image.Preprocess;
import dev.convoy.job.CommonKeys;
import dev.convoy.job.HadoopSettings;
import dev.convoy.job.Job;
import dev.convoy.job.JobKey;
import dev.convoy.job.JobKind;
import dev.convoy.job.PictureLimit;
import dev.convoy.job.RejectLimit;
import dev.convoy.job.input.ExampleInput;
import dev.convoy.job.input.ExampleListing;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.network.util.JavaUtils;

/** {@code job: pack}: many small image files into few large tables. */
public final class PackKind implements JobKind {
  private static final String DECODE = "decode";
  private static final String FILE_SIZE = "fileSize";
  private static final long DEFAULT_FILE_BYTES = 256L << 20;
  private static final long DEFAULT_MAX_PIXELS = 100_000_000;

  @Override
  public String name() {
    return "pack";
  }

  @Override
  public String purpose() {
    return "packs many small image files into few large Parquet files, for other jobs to read";
  }

  @Override
  public List<JobKey> keys() {
    List<JobKey> keys = new ArrayList<>();
    ExampleInput.keys().stream()
        .filter(key -> key.name().equals("input.images") || key.name().equals("input.labels"))
        .forEach(keys::add);
    keys.add(
        new JobKey(
            "decode.resize", "as in preprocess", "", "store pixels, resized so, not the files"));
    keys.add(new JobKey("decode.crop", "as in preprocess", "", "and cropped to one size"));
    keys.add(new JobKey("decode.channels", "3 | 1", "3", "RGB or grey"));
    keys.add(new JobKey("output.images", "path", "required", "folder for the packed images"));
    keys.addAll(CommonKeys.besideOutput());
    keys.add(new JobKey(FILE_SIZE, "size", "256m", "about how large one Parquet file gets"));
    keys.add(CommonKeys.overwrite());
    keys.addAll(CommonKeys.badImages());
    return keys;
  }

  @Override
  public Job read(ConfigNode file) {
    Configuration conf = HadoopSettings.beforeSpark();
    checkKeys(file);
    file.get("input").onlyKeys("images", "labels").get("images");
    PackOutput output = PackOutput.read(file, conf);
    ExampleListing listing = ExampleInput.read(file.get("input")).list(conf);
    RejectLimit maxRejects =
        file.find("maxRejects").map(RejectLimit::read).orElse(RejectLimit.NONE);
    long fileBytes = file.find(FILE_SIZE).map(PackKind::bytes).orElse(DEFAULT_FILE_BYTES);
    return new PackJob(listing, settings(file), output, maxRejects, fileBytes);
  }

  private static long bytes(ConfigNode key) {
    try {
      long bytes = JavaUtils.byteStringAsBytes(key.string());
      if (bytes > 0) {
        return bytes;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw key.error("found \"%s\", needed a size such as 256m or 1g", key.string());
  }

  private static PackSettings settings(ConfigNode file) {
    Optional<ConfigNode> decode = file.find(DECODE);
    PictureLimit pictures =
        PictureLimit.of(
            file.find("maxPixels").map(ConfigNode::wholeNumber).orElse(DEFAULT_MAX_PIXELS));
    boolean fail =
        file.find("onBadImage").map(b -> b.oneOf("reject", "fail").equals("fail")).orElse(false);
    if (decode.isEmpty()) {
      return new PackSettings(null, null, pictures, fail);
    }
    ConfigNode node = decode.get().onlyKeys("resize", "crop", "channels");
    int channels =
        node.find("channels").map(c -> c.oneOf("1", "3")).map(Integer::parseInt).orElse(3);
    Preprocess sizing = Preprocess.sizesFrom(node);
    Shape shape =
        sizing
            .fixedSize()
            .map(size -> Shape.of(size[0], size[1], channels))
            .orElseThrow(
                () ->
                    node.error(
                        "pictures would keep different sizes; give crop, or resize with both"
                            + " sides"));
    return new PackSettings(sizing, shape, pictures, fail);
  }
}
