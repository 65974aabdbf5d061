package dev.convoy.ml;

import dev.convoy.config.ConfigException;
import dev.convoy.config.NearestName;
import dev.convoy.image.BadImageException;
import dev.convoy.image.OpenCvImage;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Where a row has its image: a column of JPEG or PNG files, or one as Spark's image source makes
 * it, a struct of {@code height, width, nChannels, mode, data}.
 */
final class ImageColumn implements Serializable {
  private static final long serialVersionUID = 1;

  /** What {@code binaryFile} calls a file's path, and what the image source calls it. */
  private static final String PATH = "path";

  private static final String ORIGIN = "origin";
  private static final List<String> SIZES = List.of("height", "width", "nChannels", "mode");
  private static final String DATA = "data";
  private static final int NONE = -1;

  private final int at;
  private final int[] sizesAt; // in the struct; empty for files
  private final int dataAt;
  private final int originAt;
  private final int pathAt;

  private ImageColumn(int at, StructType image, int pathAt) {
    this.at = at;
    this.sizesAt = SIZES.stream().mapToInt(image::fieldIndex).toArray();
    this.dataAt = image.fieldIndex(DATA);
    this.originAt = textAt(image, ORIGIN);
    this.pathAt = pathAt;
  }

  private ImageColumn(int at, int pathAt) {
    this.at = at;
    this.sizesAt = new int[0];
    this.dataAt = NONE;
    this.originAt = NONE;
    this.pathAt = pathAt;
  }

  /**
   * Looks for a column.
   *
   * @param owner who asks, for errors
   * @throws ConfigException if there is none of that name, or it is of another type
   */
  static ImageColumn find(StructType schema, String name, String owner) {
    List<String> names = Arrays.asList(schema.fieldNames());
    int at = names.indexOf(name);
    if (at < 0) {
      throw new ConfigException(
          "%s: inputCol: no column \"%s\"%s".formatted(owner, name, NearestName.hint(name, names)));
    }
    DataType type = schema.fields()[at].dataType();
    int pathAt = textAt(schema, PATH);
    if (type.equals(DataTypes.BinaryType)) {
      return new ImageColumn(at, pathAt);
    }
    if (type instanceof StructType image && isImage(image)) {
      return new ImageColumn(at, image, pathAt);
    }
    throw new ConfigException(
        ("%s: inputCol: column \"%s\" is %s, needed BINARY (JPEG or PNG files, as the binaryFile"
                + " source reads them) or a struct as the image source makes it: height, width,"
                + " nChannels, mode INT, data BINARY")
            .formatted(owner, name, type.sql()));
  }

  private static boolean isImage(StructType type) {
    return SIZES.stream().allMatch(field -> has(type, field, DataTypes.IntegerType))
        && has(type, DATA, DataTypes.BinaryType);
  }

  private static boolean has(StructType type, String name, DataType wanted) {
    int at = Arrays.asList(type.fieldNames()).indexOf(name);
    return at >= 0 && type.fields()[at].dataType().equals(wanted);
  }

  private static int textAt(StructType type, String name) {
    StructField[] fields = type.fields();
    for (int i = 0; i < fields.length; i++) {
      if (fields[i].name().equals(name) && fields[i].dataType().equals(DataTypes.StringType)) {
        return i;
      }
    }
    return NONE;
  }

  /**
   * Puts a row's image into its place in a batch.
   *
   * @throws BadImageException saying why it cannot be used; the place may be used again
   */
  void load(Row row, FeatureExtractor into, int place) throws BadImageException {
    if (row.isNullAt(at)) {
      throw new BadImageException("read", "no image: the column is null");
    }
    if (sizesAt.length == 0) {
      into.load(row.<byte[]>getAs(at), place);
      return;
    }
    Row image = row.getStruct(at);
    int[] sizes = new int[sizesAt.length];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = image.getInt(given(image, sizesAt[i], SIZES.get(i)));
    }
    byte[] data = image.getAs(given(image, dataAt, DATA));
    into.load(new OpenCvImage(sizes[0], sizes[1], sizes[2], sizes[3], data), place);
  }

  private static int given(Row image, int field, String name) throws BadImageException {
    if (image.isNullAt(field)) {
      throw new BadImageException("read", "the image's " + name + " is null");
    }
    return field;
  }

  /** The path of a row's image, where the row says one; empty otherwise. */
  String path(Row row) {
    if (originAt >= 0 && !row.isNullAt(at) && !row.getStruct(at).isNullAt(originAt)) {
      return row.getStruct(at).getString(originAt);
    }
    return pathAt >= 0 && !row.isNullAt(pathAt) ? row.getString(pathAt) : "";
  }
}
