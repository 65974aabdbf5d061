package dev.convoy.job.train;

import dev.convoy.job.NetworkSetup;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.Manifest;
import dev.convoy.store.TableCommit;
import dev.convoy.store.TableCount;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableTarget;
import dev.convoy.store.TableWriter;
import dev.convoy.store.TaskTables;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** The examples a training could not use, as a table like that of a forward run. */
final class RejectTable {
  private static final String REJECTS = "rejects";

  private RejectTable() {}

  static void write(
      JavaSparkContext sc,
      String folder,
      String title,
      NetworkSetup setup,
      List<TrainingExample> rejects,
      Configuration conf) {
    TableTarget target = new TableTarget(REJECTS, folder, TableSchema.rejects());
    Broadcast<SerializableConfiguration> shared = sc.broadcast(new SerializableConfiguration(conf));
    try (TableCommit commit =
        TableCommit.begin(List.of(target), TableCommit.Existing.OVERWRITE, conf)) {
      CommitPlan plan = commit.plan();
      TableCount count =
          sc.parallelize(List.of(0), 1)
              .map(slice -> writeAll(rejects, plan, shared.value().value()))
              .first();
      Manifest.NetworkName name =
          new Manifest.NetworkName(
              setup.network().name(), setup.network().fingerprint(), setup.preprocess().describe());
      Manifest.RunCounts counts = new Manifest.RunCounts(rejects.size(), rejects.size());
      commit.commit(
          Map.of(REJECTS, Manifest.of(REJECTS, title, name, counts, count, TableSchema.rejects())));
    } finally {
      shared.destroy();
    }
  }

  /** On an executor. */
  private static TableCount writeAll(
      List<TrainingExample> rejects, CommitPlan plan, Configuration conf) throws IOException {
    try (TaskTables tables = TaskTables.open(plan, 0, conf)) {
      TableWriter writer = tables.table(REJECTS);
      for (TrainingExample reject : rejects) {
        writer.write(reject.asReject().row());
      }
      return tables.commit().get(REJECTS);
    }
  }
}
