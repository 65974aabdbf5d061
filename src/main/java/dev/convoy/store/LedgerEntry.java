package dev.convoy.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.List;

/**
 * One batch that counts: the parts it added, and the names of parts that count no more.
 *
 * @param formatVersion {@link Manifest#FORMAT_VERSION} when written
 */
record LedgerEntry(int formatVersion, List<LedgerPart> added, List<String> removed) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  LedgerEntry {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
  }

  static LedgerEntry of(List<LedgerPart> added, List<String> removed) {
    return new LedgerEntry(Manifest.FORMAT_VERSION, added, removed);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry of plain values is always JSON", e);
    }
  }

  /**
   * Reads an entry.
   *
   * @param file for errors
   * @throws StoreException if the text is none, or of another version
   */
  static LedgerEntry parse(String text, String file) {
    LedgerEntry entry;
    try {
      entry = JSON.readValue(text, LedgerEntry.class);
    } catch (JsonProcessingException | NullPointerException e) {
      throw new StoreException(
          file
              + " is no entry of a ledger; remove the folders of this output to do all images again",
          e);
    }
    if (entry == null || entry.formatVersion != Manifest.FORMAT_VERSION) {
      throw new StoreException(
          "%s: found format version %s, this Convoy reads version %s; use the Convoy that wrote it, or remove the folders of this output to do all images again"
              .formatted(
                  file, entry == null ? "none" : entry.formatVersion, Manifest.FORMAT_VERSION));
    }
    for (LedgerPart part : entry.added) {
      if (!CommitPlan.isPart(part.file())) {
        throw new StoreException(file + " names \"" + part.file() + "\", which is no part");
      }
    }
    return entry;
  }
}
