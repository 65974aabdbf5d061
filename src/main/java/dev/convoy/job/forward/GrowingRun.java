package dev.convoy.job.forward;

import dev.convoy.job.Progress;
import dev.convoy.job.RunFailure;
import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.input.ExampleListing;
import dev.convoy.job.ledger.BatchPace;
import dev.convoy.job.ledger.LedgerTable;
import dev.convoy.job.ledger.Missing;
import dev.convoy.job.ledger.Todo;
import dev.convoy.job.ledger.VoidRows;
import dev.convoy.store.GrowingOutput;
import dev.convoy.store.Ledger;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The images that are missing from the tables, batch by batch. A batch counts as soon as it is
 * done, so a run that was killed is gone on with by the next.
 *
 * @param rejected whether images that were rejected before are tried again
 * @param commitEvery images of a batch; 0 for batches that grow
 */
record GrowingRun(ExampleListing listing, Missing.Rejected rejected, long commitEvery)
    implements ForwardRun {

  @Override
  public ExampleForm examples() {
    return listing;
  }

  @Override
  public ForwardResult run(SparkSession spark, ForwardWork work, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    Configuration conf = sc.hadoopConfiguration();
    try (GrowingOutput output = GrowingOutput.open(targets(work), parameters(work), conf)) {
      work.removeEarlierStory(conf);
      Todo todo = Missing.find(sc, listing, output.ledger(), rejected, output.workFolder());
      if (todo.listed() == 0 && output.ledger().parts().isEmpty()) {
        throw new RunFailure("found no " + listing.describe());
      }
      output.changes().forEach(change -> progress.note("all images are to do again: " + change));
      progress.note(describe(todo));
      if (todo.changed() > 0) {
        VoidRows.remove(sc, todo, output);
      }
      BatchLoop batches = new BatchLoop(sc, work, output, todo);
      if (todo.count() > 0) {
        int cores = sc.defaultParallelism();
        batches.run(
            listing.opener(),
            commitEvery > 0 ? BatchPace.of(commitEvery) : BatchPace.growing(cores),
            progress);
      }
      Map<String, TableCount> tables = new LinkedHashMap<>();
      work.schemas().keySet().forEach(name -> tables.put(name, output.ledger().total(name)));
      long images = output.ledger().total(Ledger.TABLE).rows();
      long rejects = tables.get(ForwardTables.REJECTS).rows();
      output.seal(work.manifests(images, rejects, tables));
      ForwardResult.Growth growth =
          new ForwardResult.Growth(todo, batches.count(), output.changes());
      return new ForwardResult(
          batches.total(),
          batches.slices(),
          tables,
          Optional.of(growth),
          batches.story(),
          batches.exhibits());
    }
  }

  private static List<TableTarget> targets(ForwardWork work) {
    List<TableTarget> targets = new ArrayList<>(work.targets());
    targets.add(new TableTarget(Ledger.TABLE, work.output().ledger(), LedgerTable.schema()));
    return targets;
  }

  /** All that rows depend on beside their images. */
  private static Map<String, String> parameters(ForwardWork work) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("network", work.setup().network().fingerprint());
    parameters.put("preprocess", work.setup().preprocess().describe());
    parameters.put("taps", String.join(", ", work.settings().taps()));
    parameters.put("caches", work.output().writesCaches() ? "written" : "not written");
    parameters.put("maxPixels", Long.toString(work.settings().pictures().maxPixels()));
    return parameters;
  }

  private static String describe(Todo todo) {
    return String.format(
        Locale.ROOT,
        "%,d images: %,d done before, %,d to do (%,d new, %,d changed)",
        todo.listed(),
        todo.done(),
        todo.count(),
        todo.fresh(),
        todo.changed());
  }
}
