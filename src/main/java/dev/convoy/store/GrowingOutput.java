package dev.convoy.store;

import dev.convoy.tensor.Check;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * Tables that grow batch by batch, run after run, on the driver: their folders, the {@link Ledger}
 * that says which files count, and the lock that keeps other runs away.
 *
 * <pre>
 *   open     locked; what a killed run left without an entry is removed
 *   batch    tasks write under _temporary; files are moved to their folders
 *   append   the entry: from here on the batch counts
 *   seal     each folder's manifest: the run has done all there was
 * </pre>
 *
 * <p>A folder has a manifest only between runs that ended.
 */
public final class GrowingOutput implements AutoCloseable {
  private final List<TableTarget> targets;
  private final List<OutputFolder> folders;
  private final OutputLock lock;
  private final Configuration conf;
  private final List<String> changes;
  private Ledger ledger;

  private GrowingOutput(
      List<TableTarget> targets,
      List<OutputFolder> folders,
      OutputLock lock,
      Ledger ledger,
      List<String> changes,
      Configuration conf) {
    this.targets = targets;
    this.folders = folders;
    this.lock = lock;
    this.ledger = ledger;
    this.changes = changes;
    this.conf = conf;
  }

  /**
   * Opens tables for a run, or begins them.
   *
   * @param targets one of them the ledger's, called {@link Ledger#TABLE}
   * @param parameters what rows depend on beside their images; where one differs from the ledger's,
   *     no row is good any more, and all are removed
   * @throws StoreException if another run writes them, there are tables without a ledger, or files
   *     are missing or cannot be written
   */
  public static GrowingOutput open(
      List<TableTarget> targets, Map<String, String> parameters, Configuration conf) {
    Configuration settings = OutputFiles.settings(conf);
    List<OutputFolder> folders =
        targets.stream().map(target -> OutputFolder.of(target, settings)).toList();
    OutputFolder.checkApart(folders);
    String ledgerFolder = ledgerFolder(folders);
    boolean begun = Ledger.exists(ledgerFolder, conf);
    if (!begun) {
      folders.forEach(folder -> folder.checkNotThere(ledgerFolder));
    }
    folders.forEach(OutputFolder::prove);
    OutputLock lock = OutputLock.acquire(OutputFolder.paths(folders), conf);
    try {
      Ledger ledger =
          begun ? Ledger.open(ledgerFolder, conf) : Ledger.begin(ledgerFolder, parameters, conf);
      List<String> changes = changes(ledger.parameters(), parameters);
      if (!changes.isEmpty()) {
        ledger = ledger.beginAgain(parameters);
      }
      List<TableTarget> absolute = OutputFolder.absolute(targets, folders);
      GrowingOutput output = new GrowingOutput(absolute, folders, lock, ledger, changes, conf);
      output.removeWhatDoesNotCount();
      output.removeWork();
      return output;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static String ledgerFolder(List<OutputFolder> folders) {
    return folders.stream()
        .filter(folder -> folder.name().equals(Ledger.TABLE))
        .map(folder -> folder.path().toString())
        .findFirst()
        .orElseThrow(() -> Check.failure("tables that grow need a ledger"));
  }

  private static List<String> changes(Map<String, String> before, Map<String, String> now) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(now.keySet());
    List<String> changes = new ArrayList<>();
    for (String name : names) {
      String old = before.getOrDefault(name, "none");
      String given = now.getOrDefault(name, "none");
      if (!old.equals(given)) {
        changes.add(name + " was " + old + ", is " + given);
      }
    }
    return changes;
  }

  private void removeWhatDoesNotCount() {
    for (OutputFolder folder : folders) {
      Set<String> live =
          ledger.parts().stream()
              .filter(part -> part.count(folder.name()).files() > 0)
              .map(LedgerPart::file)
              .collect(Collectors.toSet());
      folder.keepOnly(live);
    }
  }

  public Ledger ledger() {
    return ledger;
  }

  /** Which parameters made all earlier rows void when this was opened: {@code x was a, is b}. */
  public List<String> changes() {
    return changes;
  }

  /** Begins a batch; from now on the folders have no manifest. */
  public BatchCommit batch() {
    lock.check();
    folders.forEach(OutputFolder::unseal);
    boolean needsAll =
        targets.stream().anyMatch(target -> ledger.total(target.name()).files() == 0);
    return BatchCommit.begin(CommitPlan.of(ledger.nextPart(), needsAll, targets), conf);
  }

  /**
   * Makes a batch count, and removes parts that it replaces.
   *
   * @param added one part for each slice that wrote something
   * @param replaced names of parts that count no more
   */
  public void append(BatchCommit batch, List<LedgerPart> added, Collection<String> replaced) {
    lock.check();
    batch.commit();
    ledger.append(added, replaced);
    if (!replaced.isEmpty()) {
      removeWhatDoesNotCount();
    }
  }

  /**
   * Says that the run has done all there was.
   *
   * @param manifests by table; the ledger needs none
   */
  public void seal(Map<String, Manifest> manifests) {
    lock.check();
    for (OutputFolder folder : folders) {
      Manifest manifest = manifests.get(folder.name());
      if (manifest == null) {
        continue;
      }
      try {
        folder.checkFiles(manifest.files());
        folder.write(manifest);
      } catch (IOException e) {
        throw new StoreException("output cannot be sealed: " + OutputFiles.reason(e), e);
      }
    }
  }

  /** A folder for what this run alone needs: empty at first, removed with {@link #close}. */
  public String workFolder() {
    return ledger.folder() + "/_run";
  }

  @Override
  public void close() {
    if (lock.isHeld()) {
      removeWork();
    }
    lock.close();
  }

  private void removeWork() {
    FileFolder.of(workFolder(), conf).remove();
  }
}
