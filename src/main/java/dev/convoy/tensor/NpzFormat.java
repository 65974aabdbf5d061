package dev.convoy.tensor;

import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes named NumPy arrays, the content of an .npz file: a zip with one entry {@code
 * NAME.npy} per array (see {@link NpyFormat}), as {@code numpy.savez} and {@code
 * numpy.savez_compressed} write it.
 *
 * <p>Reading goes by the zip's central directory, never by the headers in front of the entries:
 * NumPy writes those in the zip64 form, and without sizes where it could not seek. A stream is
 * therefore first copied to a temporary file. Checksums are verified. Entries that do not end in
 * ".npy" are not arrays and are passed over.
 *
 * <p>Writing stores without compression and with a fixed time, so equal arrays give equal bytes.
 */
public final class NpzFormat {
  private static final String SUFFIX = ".npy";

  /** Not January: the JDK takes a zip's first moment for "earlier" and adds the time zone. */
  private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private NpzFormat() {}

  /**
   * Reads all arrays, in the order of the file. The stream is read to its end and not closed.
   *
   * @param name the file as the user knows it, for messages
   * @return arrays by name, without ".npy"; at least one
   * @throws NumpyFormatException if this is no .npz file, or one that we do not support
   */
  public static LinkedHashMap<String, NumpyArray> read(InputStream in, String name)
      throws IOException {
    Path spool = Files.createTempFile("convoy-", ".npz");
    try {
      Files.copy(in, spool, StandardCopyOption.REPLACE_EXISTING);
      return readFile(spool, name, room());
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  /** Reads all arrays of a file; see {@link #read(InputStream, String)}. */
  public static LinkedHashMap<String, NumpyArray> read(Path file) throws IOException {
    if (file.getFileSystem() == FileSystems.getDefault()) {
      return readFile(file, file.toString(), room());
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    }
  }

  /**
   * Writes arrays in the order of the map. The stream is flushed but not closed.
   *
   * @throws IllegalArgumentException if there is no array, or one without a name
   */
  public static void write(OutputStream out, Map<String, NumpyArray> arrays) throws IOException {
    Check.that(!arrays.isEmpty(), "npz: needs at least one array");
    ZipOutputStream zip = new ZipOutputStream(new BufferedOutputStream(out));
    for (Map.Entry<String, NumpyArray> array : arrays.entrySet()) {
      Check.that(!array.getKey().isEmpty(), "npz: array %s needs a name", array.getValue());
      zip.putNextEntry(storedEntry(array.getKey() + SUFFIX, array.getValue()));
      NpyFormat.write(zip, array.getValue());
      zip.closeEntry();
    }
    zip.finish();
    zip.flush();
  }

  /** Writes arrays to a file, which is replaced if it exists. */
  public static void write(Path file, Map<String, NumpyArray> arrays) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      write(out, arrays);
    }
  }

  /** Bytes that all arrays of a file may take: what is read is converted, and handed on. */
  private static long room() {
    return Runtime.getRuntime().maxMemory() / 2;
  }

  /**
   * Reads all arrays of a file.
   *
   * @param room bytes that their values may take
   */
  static LinkedHashMap<String, NumpyArray> readFile(Path file, String name, long room)
      throws IOException {
    checkMagic(file, name);
    long left = room;
    try (ZipFile zip = openZip(file, name)) {
      LinkedHashMap<String, NumpyArray> arrays = new LinkedHashMap<>();
      for (ZipEntry entry : arrayEntries(zip, name)) {
        String array = entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
        NumpyArray values = readEntry(zip, entry, name + ", array \"" + array + "\"", left);
        left -= values.shape().count() * values.dtype().bytes();
        arrays.put(array, values);
      }
      return arrays;
    }
  }

  private static void checkMagic(Path file, String name) throws IOException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(NpyFormat.MAGIC.length);
    }
    if (start.length == 0) {
      throw new NumpyFormatException(name, "not an .npz file: it is empty");
    }
    if (Arrays.equals(start, NpyFormat.MAGIC)) {
      throw new NumpyFormatException(
          name, "a single array (.npy), needs named arrays (.npz); write it with numpy.savez");
    }
  }

  private static ZipFile openZip(Path file, String name) throws IOException {
    try {
      return new ZipFile(file.toFile());
    } catch (ZipException | EOFException e) {
      throw new NumpyFormatException(
          name, "not an .npz file, or a truncated one: no whole zip (" + e.getMessage() + ")", e);
    }
  }

  private static List<ZipEntry> arrayEntries(ZipFile zip, String name) throws IOException {
    List<ZipEntry> entries = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (ZipEntry entry : Collections.list(zip.entries())) {
      if (!names.add(entry.getName())) {
        throw new NumpyFormatException(name, "two entries are named \"" + entry.getName() + "\"");
      }
      if (entry.getName().endsWith(SUFFIX)) {
        entries.add(entry);
      }
    }
    if (entries.isEmpty()) {
      throw new NumpyFormatException(
          name,
          "a zip without arrays: needs entries named like \"x.npy\", has "
              + (names.isEmpty() ? "none" : names.stream().limit(5).toList())
              + "; write it with numpy.savez");
    }
    return entries;
  }

  private static NumpyArray readEntry(ZipFile zip, ZipEntry entry, String where, long room)
      throws IOException {
    CRC32 crc = new CRC32();
    NumpyArray array;
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), crc)) {
      array = NpyFormat.read(in, where, room);
    } catch (ZipException | EOFException e) {
      throw new NumpyFormatException(where, "damaged zip entry (" + e.getMessage() + ")", e);
    }
    if (crc.getValue() != entry.getCrc()) {
      throw new NumpyFormatException(
          where, "damaged: checksum %08x, needs %08x".formatted(crc.getValue(), entry.getCrc()));
    }
    return array;
  }

  /** A stored entry tells size and checksum before its bytes, so these are made twice. */
  private static ZipEntry storedEntry(String name, NumpyArray array) throws IOException {
    CountingStream count = new CountingStream();
    CRC32 crc = new CRC32();
    NpyFormat.write(new CheckedOutputStream(count, crc), array);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(ENTRY_TIME);
    entry.setSize(count.bytes);
    entry.setCrc(crc.getValue());
    return entry;
  }

  private static final class CountingStream extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] source, int at, int length) {
      bytes += length;
    }
  }
}
