package dev.convoy.job.ledger;

import dev.convoy.store.BatchCommit;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.GrowingOutput;
import dev.convoy.store.Ledger;
import dev.convoy.store.LedgerPart;
import dev.convoy.store.PartCopy;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * Takes the rows of changed images out of all tables: parts that hold some are written again
 * without them, in one batch of the ledger. Whoever is killed before that has changed nothing;
 * whoever is killed after it finds the images missing.
 */
public final class VoidRows {
  private VoidRows() {}

  /** Removes them; returns after the batch counts. */
  public static void remove(JavaSparkContext sc, Todo todo, GrowingOutput output) {
    JavaPairRDD<String, Long> rows = todo.voidRows();
    List<String> names = rows.keys().distinct().collect();
    List<LedgerPart> parts =
        output.ledger().parts().stream().filter(part -> names.contains(part.file())).toList();
    Map<String, Integer> numbers = new HashMap<>();
    for (LedgerPart part : parts) {
      numbers.put(part.file(), numbers.size());
    }
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    try (BatchCommit batch = output.batch()) {
      CommitPlan plan = batch.plan();
      List<LedgerPart> copies =
          rows.mapToPair(row -> new Tuple2<>(numbers.get(row._1()), row._2()))
              .partitionBy(new HashPartitioner(parts.size()))
              .mapPartitionsWithIndex(
                  (slice, ids) -> copy(plan, slice, parts.get(slice), ids, conf.value().value()),
                  false)
              .collect();
      output.append(batch, copies, names);
    } finally {
      conf.destroy();
    }
  }

  /** On an executor. */
  private static Iterator<LedgerPart> copy(
      CommitPlan plan,
      int slice,
      LedgerPart part,
      Iterator<Tuple2<Integer, Long>> ids,
      Configuration conf)
      throws IOException {
    Set<Long> voidIds = new HashSet<>();
    ids.forEachRemaining(id -> voidIds.add(id._2()));
    boolean nothingLeft = voidIds.size() == part.count(Ledger.TABLE).rows();
    return nothingLeft
        ? Collections.emptyIterator()
        : List.of(PartCopy.copy(plan, slice, part, voidIds, conf)).iterator();
  }
}
