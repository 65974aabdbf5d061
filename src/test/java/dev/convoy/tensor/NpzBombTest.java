package dev.convoy.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small archives that unpack to much, or say so, take no more memory than they are given. */
class NpzBombTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;

  @Test
  void anArrayThatUnpacksToMoreThanThereIsRoomForIsRefused() throws IOException {
    Path bomb = archive(1, 64 * MEGABYTE, 64 * MEGABYTE);
    assertThat(Files.size(bomb)).isLessThan(MEGABYTE / 8);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertRefused(bomb, 8 * MEGABYTE, "w.npz, array \"a0\": too large: uint8 [67108864] takes");
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(20 * MEGABYTE);
    assertThat(NpzFormat.readFile(bomb, "w.npz", 64 * MEGABYTE)).containsOnlyKeys("a0");
  }

  @Test
  void manyArraysShareTheRoom() throws IOException {
    Path bomb = archive(20, MEGABYTE, MEGABYTE);
    assertRefused(bomb, 8 * MEGABYTE + 1, "array \"a8\": too large", "1 are left for it");
    assertThat(NpzFormat.readFile(bomb, "w.npz", 20 * MEGABYTE)).hasSize(20);
  }

  /** A header of two gigabytes above a hundred bytes: neither taken nor believed. */
  @Test
  void aHeaderThatClaimsMoreThanIsThereIsTruncated() throws IOException {
    Path forged = archive(1, Integer.MAX_VALUE - 8, 100);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    assertRefused(forged, Long.MAX_VALUE, "truncated: uint8 [2147483639] needs 2147483639 bytes");
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEGABYTE);
  }

  @Test
  void aHeaderThatClaimsLessThanFollowsIsRefused() throws IOException {
    assertRefused(archive(1, 100, 64 * MEGABYTE), Long.MAX_VALUE, "more data follows the array");
  }

  /** The directory's size of an entry counts for nothing, be it small or large. */
  @Test
  void sizesInTheDirectoryThatLieAreRefusedOrDoNotMatter() throws IOException {
    byte[] zip = Files.readAllBytes(archive(1, 4096, 4096));
    int directory = new String(zip, StandardCharsets.ISO_8859_1).lastIndexOf("PK\1\2");
    for (int size : new int[] {0, 1, 5000, Integer.MAX_VALUE, -1, -2}) {
      byte[] forged = zip.clone();
      ByteBuffer.wrap(forged).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, size);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        assertThat(NpzFormat.read(new ByteArrayInputStream(forged), "w.npz").get("a0").bytes())
            .hasSize(4096);
      } catch (NumpyFormatException e) {
        assertThat(e).hasMessageContaining("w.npz");
      }
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MEGABYTE);
    }
  }

  @Test
  void anArchiveWithinAnArchiveIsNotOpened() throws IOException {
    byte[] inner = Files.readAllBytes(archive(1, 64 * MEGABYTE, 64 * MEGABYTE));
    Path outer = folder.resolve("outer.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(outer))) {
      zip.putNextEntry(new ZipEntry("inner.npz"));
      zip.write(inner);
      zip.putNextEntry(new ZipEntry("../../a.npy"));
      zip.write(npy(4, 4));
    }
    assertThat(NpzFormat.readFile(outer, "w.npz", MEGABYTE)).containsOnlyKeys("../../a");
  }

  private static void assertRefused(Path file, long room, String... words) {
    assertThatThrownBy(() -> NpzFormat.readFile(file, "w.npz", room))
        .isInstanceOf(NumpyFormatException.class)
        .hasMessageContainingAll(words);
  }

  private Path archive(int arrays, int claimed, int there) throws IOException {
    Path file = folder.resolve("w.npz");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < arrays; i++) {
        zip.putNextEntry(new ZipEntry("a" + i + ".npy"));
        zip.write(npy(claimed, there));
      }
    }
    return file;
  }

  /** Zeros. */
  private static byte[] npy(int claimed, int there) {
    String text = "{'descr': '|u1', 'fortran_order': False, 'shape': (%d,), }\n".formatted(claimed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(NpyFormat.MAGIC);
    out.writeBytes(new byte[] {1, 0, (byte) text.length(), 0});
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[there]);
    return out.toByteArray();
  }
}
