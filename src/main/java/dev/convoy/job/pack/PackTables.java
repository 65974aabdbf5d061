package dev.convoy.job.pack;

import dev.convoy.store.Column;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TensorForm;
import dev.convoy.tensor.Shape;
import java.util.Optional;

/**
 * The tables a pack run writes.
 *
 * <pre>
 *   id       bigint   place in the sorted order of paths, or in the list
 *   path     string   relative to the input
 *   label    int      null where it has none
 *   size     bigint   bytes of the file
 *   hash     string   SHA-256 of the file, hexadecimal: tells images apart without reading them
 *   content  binary   the file as it was, or
 *   pixels   binary   uint8 [h, w, c], all of one size
 * </pre>
 */
final class PackTables {
  static final String IMAGES = "images";
  static final String REJECTS = "rejects";
  static final String CONTENT = "content";
  static final String PIXELS = "pixels";

  private PackTables() {}

  /**
   * The table of images.
   *
   * @param pixels their shape, or empty to keep the files
   */
  static TableSchema images(Optional<Shape> pixels) {
    Column last =
        pixels
            .map(shape -> Column.bytes(PIXELS, new TensorForm(shape, TensorForm.UINT8, "HWC")))
            .orElseGet(() -> Column.files(CONTENT));
    return TableSchema.of(
        Column.longs(TableSchema.ID),
        Column.strings(TableSchema.PATH),
        Column.nullableInts(TableSchema.LABEL),
        Column.longs("size"),
        Column.strings("hash"),
        last);
  }
}
