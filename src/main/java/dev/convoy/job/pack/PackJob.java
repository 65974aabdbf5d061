package dev.convoy.job.pack;

import dev.convoy.job.ExampleMemory;
import dev.convoy.job.Job;
import dev.convoy.job.JobOutcome;
import dev.convoy.job.Progress;
import dev.convoy.job.RejectLimit;
import dev.convoy.job.RunFailure;
import dev.convoy.job.Summary;
import dev.convoy.job.TaskProgress;
import dev.convoy.job.WorkFolder;
import dev.convoy.job.input.ExampleListing;
import dev.convoy.job.input.ExampleOpener;
import dev.convoy.job.input.ExampleSlice;
import dev.convoy.job.ledger.Missing;
import dev.convoy.job.ledger.Todo;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.job.report.RunNumbers;
import dev.convoy.job.report.TaskLog;
import dev.convoy.job.report.TaskWork;
import dev.convoy.store.CommitPlan;
import dev.convoy.store.Manifest;
import dev.convoy.store.RunFile;
import dev.convoy.store.StoreException;
import dev.convoy.store.TableCommit;
import dev.convoy.store.TableSchema;
import dev.convoy.store.TableTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Packs image files: lists them by tasks, sorts and numbers them, then each task copies its share
 * into one file of the table.
 *
 * @param fileBytes about how large a file gets
 */
record PackJob(
    ExampleListing listing,
    PackSettings settings,
    PackOutput output,
    RejectLimit maxRejects,
    long fileBytes)
    implements Job {
  private static final int MOST_SLICES = 100_000;

  @Override
  public String title() {
    return "pack, " + listing.describe();
  }

  @Override
  public JobOutcome run(SparkSession spark, Progress progress) {
    JavaSparkContext sc = JavaSparkContext.fromSparkContext(spark.sparkContext());
    sc.setJobDescription(title());
    Configuration conf = sc.hadoopConfiguration();
    long startMillis = System.currentTimeMillis();
    String images = output.folders().get(PackTables.IMAGES);
    try (TaskLog log = TaskLog.open(sc);
        WorkFolder work = WorkFolder.beside(images, conf)) {
      Todo todo = Missing.all(sc, listing, work.path());
      if (todo.count() == 0) {
        throw new RunFailure("found no " + listing.describe());
      }
      int slices = slices(sc, todo);
      MemoryPlan plan =
          PackMemory.plan(
              sc, listing, settings, todo.count() / slices + 1, todo.bytes() / slices + 1);
      progress.note("plan: " + plan.describe());
      PackSettings planned = settings.withRoom(ExampleMemory.roomBytes(plan));
      Map<Long, TaskWork> works = new LinkedHashMap<>();
      PackResult total = pack(sc, todo, planned, slices, works, progress);
      long runMillis = System.currentTimeMillis() - startMillis;
      RunNumbers.write(output.runFile(), values(total, plan, runMillis), sc);
      boolean over = maxRejects.isExceeded(total.rejects(), total.images());
      List<String> lines = lines(total, over, runMillis);
      PackReport report = new PackReport(this, total, works, log, over, startMillis, runMillis);
      output.report().write(() -> report.of(sc), conf).ifPresent(lines::add);
      return new JobOutcome(lines, over);
    } catch (StoreException e) {
      throw new RunFailure(e.getMessage(), e);
    }
  }

  /** Packs, and lets the tables count; only now is anything of an earlier run removed. */
  private PackResult pack(
      JavaSparkContext sc,
      Todo todo,
      PackSettings shared,
      int count,
      Map<Long, TaskWork> works,
      Progress progress) {
    Configuration conf = sc.hadoopConfiguration();
    try (TableCommit commit = TableCommit.begin(targets(), output.existing(), conf)) {
      RunFile.remove(output.runFile(), conf);
      output.report().remove(conf);
      PackResult total = pack(sc, todo, shared, count, commit.plan(), works, progress);
      checkNothingLost(todo, total);
      commit.commit(manifests(total));
      return total;
    }
  }

  private PackResult pack(
      JavaSparkContext sc,
      Todo todo,
      PackSettings shared,
      int count,
      CommitPlan plan,
      Map<Long, TaskWork> works,
      Progress progress) {
    Broadcast<SerializableConfiguration> conf =
        sc.broadcast(new SerializableConfiguration(sc.hadoopConfiguration()));
    Broadcast<ExampleOpener> opener = sc.broadcast(listing.opener());
    List<ExampleSlice> slices =
        todo.slices(todo.open(sc.hadoopConfiguration()), 0, todo.count(), count, opener);
    try (TaskProgress watched =
        TaskProgress.watch(sc, "pack", todo.count(), slices.size(), progress)) {
      List<PackResult> results =
          sc.parallelize(slices, slices.size())
              .map(
                  slice ->
                      PackTask.run(
                          slice, TaskContext.getPartitionId(), shared, plan, conf.value().value()))
              .collect();
      results.forEach(r -> works.put(r.attempt(), new TaskWork(r.images(), r.times())));
      watched.complete();
      return results.stream().reduce(PackResult.empty(), PackResult::plus);
    } finally {
      conf.destroy();
      opener.destroy();
    }
  }

  /** One for each file; no fewer than there are cores, where files are not too small for it. */
  private int slices(JavaSparkContext sc, Todo todo) {
    long imageBytes =
        settings.pixels().map(shape -> shape.count()).orElse(todo.bytes() / todo.count());
    long files = imageBytes * todo.count() / fileBytes + 1;
    long byCores = Math.min(sc.defaultParallelism(), todo.count());
    return (int) Math.min(MOST_SLICES, Math.min(todo.count(), Math.max(files, byCores)));
  }

  private Map<String, TableSchema> schemas() {
    Map<String, TableSchema> schemas = new LinkedHashMap<>();
    schemas.put(PackTables.IMAGES, PackTables.images(settings.pixels()));
    schemas.put(PackTables.REJECTS, TableSchema.rejects());
    return schemas;
  }

  private List<TableTarget> targets() {
    List<TableTarget> targets = new ArrayList<>();
    schemas()
        .forEach(
            (name, schema) ->
                targets.add(new TableTarget(name, output.folders().get(name), schema)));
    return targets;
  }

  private static void checkNothingLost(Todo todo, PackResult total) {
    long rows = total.tables().get(PackTables.IMAGES).rows();
    long rejects = total.tables().get(PackTables.REJECTS).rows();
    if (rows + rejects != todo.count() || rejects != total.rejects()) {
      throw new RunFailure(
          "%s images went in, %s were packed and %s rejected; nothing was kept"
              .formatted(todo.count(), rows, rejects));
    }
  }

  private Map<String, Manifest> manifests(PackResult total) {
    Manifest.NetworkName none = new Manifest.NetworkName("none", "none", settings.describe());
    Manifest.RunCounts counts = new Manifest.RunCounts(total.images(), total.rejects());
    Map<String, Manifest> manifests = new LinkedHashMap<>();
    schemas()
        .forEach(
            (name, schema) ->
                manifests.put(
                    name,
                    Manifest.of(name, title(), none, counts, total.tables().get(name), schema)));
    return manifests;
  }

  private List<String> lines(PackResult total, boolean over, long runMillis) {
    List<String> lines = new ArrayList<>();
    long rows = total.images() - total.rejects();
    lines.add(
        Summary.line(
            "images", "%,d in = %,d rows + %,d rejects", total.images(), rows, total.rejects()));
    if (over) {
      lines.add(Summary.line("", "more rejects than maxRejects: %s allows", maxRejects));
    }
    output
        .folders()
        .forEach(
            (name, folder) -> lines.add(Summary.table(name, folder, total.tables().get(name))));
    lines.add(Summary.time(runMillis, total.images(), total.times()));
    return lines;
  }

  private Map<String, Object> values(PackResult total, MemoryPlan plan, long runMillis) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", "pack");
    values.put("input", listing.describe());
    values.put("pictures", settings.describe());
    values.put("images", total.images());
    values.put("rows", total.images() - total.rejects());
    values.put("rejects", total.rejects());
    Map<String, Object> tables = new LinkedHashMap<>();
    output
        .folders()
        .forEach(
            (name, folder) ->
                tables.put(name, Summary.tableValues(folder, total.tables().get(name))));
    values.put("output", tables);
    values.put("plan", plan.values());
    values.put("runMillis", runMillis);
    values.put("taskMillis", Summary.millis(total.times()));
    return values;
  }
}
