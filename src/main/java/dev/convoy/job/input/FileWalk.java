package dev.convoy.job.input;

import dev.convoy.job.RunFailure;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.jspecify.annotations.Nullable;

/**
 * A part of a tree of folders that one task lists: a folder with all below it, or its own files
 * alone. Entries come one by one, so that a folder of millions takes no memory. A link to a folder
 * that it lies in itself is passed over: what is there is found without it.
 *
 * @param top of the tree
 */
record FileWalk(Path top, Path folder, Depth depth) implements Serializable {
  /** How far a walk goes. */
  enum Depth {
    FILES_ALONE,
    ALL_BELOW
  }

  /** A folder with so many entries is left to one task without being looked through before. */
  private static final int MANY_ENTRIES = 20_000;

  /**
   * Cuts the tree below a folder into walks: folders are opened, the upper ones first, until there
   * are enough of them.
   *
   * @param wanted how many would be good
   */
  static List<FileWalk> split(FileSystem fs, Path top, int wanted) throws IOException {
    List<FileWalk> walks = new ArrayList<>();
    Deque<Path> open = new ArrayDeque<>(List.of(top));
    while (!open.isEmpty() && walks.size() + open.size() < wanted) {
      Path folder = open.poll();
      List<Path> below = foldersIn(fs, top, folder);
      if (below == null) {
        walks.add(new FileWalk(top, folder, Depth.ALL_BELOW));
      } else {
        walks.add(new FileWalk(top, folder, Depth.FILES_ALONE));
        open.addAll(below);
      }
    }
    open.forEach(folder -> walks.add(new FileWalk(top, folder, Depth.ALL_BELOW)));
    return walks;
  }

  /** The folders in a folder; null if it has too many entries to look through. */
  private static @Nullable List<Path> foldersIn(FileSystem fs, Path top, Path folder)
      throws IOException {
    List<Path> folders = new ArrayList<>();
    int entries = 0;
    RemoteIterator<FileStatus> all = fs.listStatusIterator(folder);
    while (all.hasNext()) {
      FileStatus entry = all.next();
      if (++entries > MANY_ENTRIES) {
        return null;
      }
      if (entry.isDirectory() && isEntered(top, entry.getPath())) {
        folders.add(entry.getPath());
      }
    }
    return folders;
  }

  private static boolean isEntered(Path top, Path folder) throws IOException {
    return !InputPaths.isHidden(folder.getName()) && !leadsBack(top, folder);
  }

  /** Whether a folder is a link to one of those above it; only local file systems have links. */
  private static boolean leadsBack(Path top, Path folder) throws IOException {
    if (!"file".equals(folder.toUri().getScheme())) {
      return false;
    }
    java.nio.file.Path local = java.nio.file.Path.of(folder.toUri().getPath());
    if (!Files.isSymbolicLink(local)) {
      return false;
    }
    java.nio.file.Path target = local.toRealPath();
    java.nio.file.Path upmost = java.nio.file.Path.of(top.toUri().getPath());
    java.nio.file.Path above = local.getParent();
    while (above != null && above.startsWith(upmost)) {
      if (above.toRealPath().equals(target)) {
        return true;
      }
      above = above.getParent();
    }
    return false;
  }

  /**
   * Lists the files.
   *
   * @param wanted by their names
   */
  Iterator<FileStatus> files(Predicate<FileStatus> wanted, Configuration conf) throws IOException {
    return new Entries(folder.getFileSystem(conf), wanted);
  }

  private final class Entries implements Iterator<FileStatus> {
    private final FileSystem fs;
    private final Predicate<FileStatus> wanted;
    private final Deque<Path> folders = new ArrayDeque<>();
    private RemoteIterator<FileStatus> entries;
    private @Nullable FileStatus next;

    Entries(FileSystem fs, Predicate<FileStatus> wanted) throws IOException {
      this.fs = fs;
      this.wanted = wanted;
      this.entries = fs.listStatusIterator(folder);
    }

    @Override
    public boolean hasNext() {
      try {
        while (next == null && advance()) {
          FileStatus entry = entries.next();
          if (!entry.isDirectory()) {
            next = wanted.test(entry) ? entry : null;
          } else if (depth == Depth.ALL_BELOW && isEntered(top, entry.getPath())) {
            folders.push(entry.getPath());
          }
        }
        return next != null;
      } catch (IOException e) {
        throw new RunFailure(
            "input: " + folder + " cannot be searched: " + InputPaths.reason(e), e);
      }
    }

    /** Goes on to a folder that has more; false where none is left. */
    private boolean advance() throws IOException {
      while (!entries.hasNext()) {
        if (folders.isEmpty()) {
          return false;
        }
        entries = fs.listStatusIterator(folders.pop());
      }
      return true;
    }

    @Override
    public FileStatus next() {
      FileStatus found = hasNext() ? next : null;
      if (found == null) {
        throw new NoSuchElementException();
      }
      next = null;
      return found;
    }
  }
}
