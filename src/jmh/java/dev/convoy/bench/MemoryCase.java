package dev.convoy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job whose plan is measured.
 *
 * @param master of Spark; {@code %d} stands for the executor's heap
 * @param heap MB; 0 for what the plan asks for
 * @param before a job whose output this one reads
 */
record MemoryCase(String name, String master, int heap, Optional<Before> before, Text text) {
  private static final String ONE = "local-cluster[1,1,%d]";
  private static final String TWO = "local-cluster[1,2,%d]";
  private static final int FEW = 64;

  /** Writes a job file. */
  interface Text {
    String of(MemoryBenchmark files, Path out) throws IOException;
  }

  /** A job of which the output is kept for all cases that name it. */
  record Before(String name, Text text) {}

  static List<MemoryCase> all() {
    List<MemoryCase> all = new ArrayList<>();
    all.add(forward("ResNet-18", 8, "local[1]", 0));
    all.add(forward("ResNet-18", 8, "local[2]", 0));
    all.add(forward("ResNet-18", 8, ONE, 500));
    all.add(forward("ResNet-18", 8, TWO, 700));
    all.add(forward("ResNet-18", 32, "local[2]", 0));
    for (String network : List.of("MobileNet v2", "SqueezeNet 1.1", "ResNet-50", "AlexNet")) {
      all.add(forward(network, 8, ONE, 0));
      all.add(forward(network, 16, "local[2]", 0));
    }
    all.add(forward("VGG-16", 8, ONE, 0));
    all.add(featureMaps("ResNet-18", TWO));
    all.add(caches("ResNet-18", TWO));
    all.add(packed("ResNet-18", TWO));
    all.add(largePictures("SqueezeNet 1.1", "local[2]"));
    all.add(largePictures("SqueezeNet 1.1", TWO));
    all.add(largePictures("ResNet-18", "local[2]"));
    all.add(backward("SqueezeNet 1.1", ONE));
    all.add(backward("SqueezeNet 1.1", "local[2]"));
    all.add(backward("ResNet-18", TWO));
    all.add(train("SqueezeNet 1.1", ONE));
    all.add(train("SqueezeNet 1.1", "local[2]"));
    all.add(train("ResNet-18", TWO));
    all.add(pack("files", "", "local[2]"));
    all.add(pack("pixels", "decode: {resize: 256, crop: 224}\n", TWO));
    return all;
  }

  private static MemoryCase of(String title, String master, int heap, Text text) {
    String where = ", " + master.replace("%d", heap == 0 ? ".." : String.valueOf(heap));
    return new MemoryCase(title + where, master, heap, Optional.empty(), text);
  }

  private MemoryCase after(String job, Text made) {
    return new MemoryCase(name, master, heap, Optional.of(new Before(job, made)), text);
  }

  private static NetworkCase network(String name) {
    return NetworkCase.published().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static MemoryCase forward(String name, int batchSize, String master, int heap) {
    String title = "%s, forward, batches of %d".formatted(name, batchSize);
    return of(
        title,
        master,
        heap,
        (files, out) ->
            forward(files, name, "input: {images: %s}".formatted(files.photos()))
                + "taps: [beforeClassifier]\nbatchSize: %d\n".formatted(batchSize)
                + "output: {features: %s/features}\n".formatted(out));
  }

  private static String forward(MemoryBenchmark files, String name, String input)
      throws IOException {
    return "job: forward\n%s\nnetwork: %s\npreprocess: imagenet\n"
        .formatted(input, files.model(network(name)));
  }

  /** Taps whose rows are 3.2 MB and 0.8 MB. */
  private static MemoryCase featureMaps(String name, String master) {
    return of(
        name + ", forward, feature maps",
        master,
        0,
        (files, out) ->
            forward(files, name, "input: {images: %s}".formatted(files.photos()))
                + "taps: [relu3, maxPool2d4]\nbatchSize: 8\n"
                + "output: {features: %s/features}\n".formatted(out));
  }

  /** What the plan has no heap for is rejected: its count lies below what lives. */
  private static MemoryCase largePictures(String name, String master) {
    return of(
        name + ", forward, pictures of 20 and 50 million pixels",
        master,
        0,
        (files, out) ->
            forward(files, name, "input: {images: %s}".formatted(files.largePictures()))
                + "taps: [beforeClassifier]\nbatchSize: 8\npartitions: 4\n"
                + "output: {features: %s/features}\n".formatted(out));
  }

  private static MemoryCase caches(String name, String master) {
    return of(name + ", forward, caches", master, 0, (files, out) -> caches(files, name, out));
  }

  private static String caches(MemoryBenchmark files, String name, Path out) throws IOException {
    String input = "input: {images: %s, labels: %s}".formatted(files.few(FEW), files.labels(FEW));
    return forward(files, name, input)
        + "batchSize: 8\noutput: {caches: %s/caches}\n".formatted(out);
  }

  private static MemoryCase packed(String name, String master) {
    return of(
            name + ", forward from packed pixels, batches of 8",
            master,
            0,
            (files, out) ->
                forward(files, name, "input: {table: %s/images}".formatted(files.made("packed")))
                    + "taps: [beforeClassifier]\nbatchSize: 8\n"
                    + "output: {features: %s/features}\n".formatted(out))
        .after("packed", (files, out) -> pack(files, "decode: {resize: 256, crop: 224}\n", out));
  }

  private static MemoryCase backward(String name, String master) {
    String before = "caches-" + name.replace(' ', '-');
    return of(
            name + ", backward, blocks of 8",
            master,
            0,
            (files, out) ->
                """
                job: backward
                caches: %s/caches
                network: %s
                loss: softmaxCrossEntropy
                blockSize: 8
                output: {gradients: %s/gradients.npz}
                """
                    .formatted(files.made(before), files.model(network(name)), out))
        .after(before, (files, out) -> caches(files, name, out));
  }

  private static MemoryCase train(String name, String master) {
    return of(
        name + ", train, batches of 16, blocks of 8",
        master,
        0,
        (files, out) ->
            """
            job: train
            input: {images: %s, labels: %s}
            network: %s
            preprocess: imagenet
            optimizer: {kind: sgd, learningRate: 1e-6, momentum: 0.9}
            batchSize: 16
            blockSize: 8
            epochs: 3
            output: {folder: %s/trained}
            """
                .formatted(files.few(FEW), files.labels(FEW), files.model(network(name)), out));
  }

  private static MemoryCase pack(String what, String decode, String master) {
    return of("pack, " + what, master, 0, (files, out) -> pack(files, decode, out));
  }

  private static String pack(MemoryBenchmark files, String decode, Path out) throws IOException {
    return "job: pack\ninput: {images: %s}\n%soutput: {images: %s/images}\n"
        .formatted(files.photos(), decode, out);
  }
}
