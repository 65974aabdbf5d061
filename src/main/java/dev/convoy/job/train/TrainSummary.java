package dev.convoy.job.train;

import dev.convoy.job.NetworkSetup;
import dev.convoy.job.Summary;
import dev.convoy.report.curves.EpochMetrics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a training tells at its end: lines for the user, and the same as {@code run.json}. */
record TrainSummary(
    NetworkSetup setup,
    TrainJob.Sources sources,
    TrainSettings settings,
    TrainOutput output,
    TrainState state,
    TrainJob.Loaded loaded,
    Trainer trainer,
    TrainMemory memory,
    boolean wasResumed,
    DrawnCurves drawn,
    String curves,
    long runMillis) {

  List<String> lines(String exceededLimit) {
    List<String> lines = new ArrayList<>();
    lines.add(Summary.network(setup.network()));
    lines.add(
        Summary.line(
            "images",
            "%,d in = %,d to train on + %,d to evaluate on + %,d rejects",
            loaded.images(),
            loaded.used(),
            loaded.tested(),
            loaded.rejects()));
    if (!exceededLimit.isEmpty()) {
      lines.add(Summary.line("", "more rejects than maxRejects: %s allows", exceededLimit));
    }
    EpochMetrics last = state.metrics().get(state.metrics().size() - 1);
    lines.add(
        Summary.line(
            "training",
            "%d epochs of %,d steps; loss %.4f, accuracy %.4f in the last",
            settings.epochs(),
            loaded.steps(),
            last.trainLoss(),
            last.trainAccuracy()));
    if (!Double.isNaN(last.testLoss())) {
      lines.add(
          Summary.line("test", "loss %.4f, accuracy %.4f", last.testLoss(), last.testAccuracy()));
    }
    lines.add(Summary.line("output", "%s: weights.npz, metrics.csv, run.json", output.path()));
    lines.add(Summary.line("curves", "%s", curves));
    lines.add(
        Summary.line(
            "time",
            "%.1f s, %,.0f images/s while training, %.1f ms a step of which tasks computed %.1f",
            runMillis / 1e3,
            imagesPerSecond(),
            trainer.stepNanos() / 1e6 / steps(),
            trainer.computeNanos() / 1e6 / steps() / trainer.cores()));
    return lines;
  }

  private long steps() {
    return Math.max(1, trainer.stepsMade());
  }

  double imagesPerSecond() {
    double images = (double) loaded.used() / loaded.steps() * trainer.stepsMade();
    return images * 1e9 / Math.max(1, trainer.stepNanos());
  }

  /** Everything for machines, in the order it stands in {@code run.json}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("job", "train");
    values.put("input", sources.describe());
    values.put("network", setup.network().name());
    values.put("fingerprintBefore", setup.network().fingerprint());
    values.put("fingerprintAfter", trainer.network(state).fingerprint());
    values.put("preprocess", setup.preprocess().describe());
    values.put("images", loaded.images());
    values.put("trainedOn", loaded.used());
    values.put("evaluatedOn", loaded.tested());
    values.put("rejects", loaded.rejects());
    values.put("optimizer", settings.optimizer().toString());
    values.put("learningRate", settings.learningRate());
    values.put("schedule", settings.schedule().toString());
    values.put("epochs", settings.epochs());
    values.put("batchSize", settings.batchSize());
    values.put("blockSize", settings.blockSize());
    values.put("seed", settings.seed());
    values.put("stepsPerEpoch", loaded.steps());
    values.put("plan", memory.values());
    values.put("resumed", wasResumed);
    EpochMetrics last = state.metrics().get(state.metrics().size() - 1);
    values.put("trainLoss", last.trainLoss());
    values.put("trainAccuracy", last.trainAccuracy());
    if (!Double.isNaN(last.testLoss())) {
      values.put("testLoss", last.testLoss());
      values.put("testAccuracy", last.testAccuracy());
    }
    values.put("curves", curves);
    values.put("imagesPerSecond", imagesPerSecond());
    values.put("stepMillis", trainer.stepNanos() / 1e6 / steps());
    values.put("taskMillisPerStep", trainer.computeNanos() / 1e6 / steps());
    values.put("runMillis", runMillis);
    return values;
  }
}
