package dev.convoy.job.verify;

import dev.convoy.reference.Convolution;
import dev.convoy.reference.Hparameters;
import dev.convoy.reference.NdArray;
import dev.convoy.reference.Pooling;
import dev.convoy.reference.RandomState;
import dev.convoy.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The values that the notebook prints, edition v2a where editions differ. */
final class NotebookCases {
  private NotebookCases() {}

  static List<VerifyCase> all() {
    List<VerifyCase> cases = new ArrayList<>();
    cases.add(zeroPad());
    cases.add(convSingleStep());
    cases.add(convForward("v2", new int[] {10, 4, 4, 3}, 2, 2, 2, 0.0489952035289));
    cases.add(convForward("v2a", new int[] {10, 5, 7, 4}, 3, 1, 2, 0.692360880758));
    cases.add(convForward("2021", new int[] {2, 5, 7, 4}, 3, 1, 2, 0.5511276474566768));
    cases.add(pool("poolForward max", Pooling.Mode.MAX, 73.82286738548908));
    cases.add(pool("poolForward average", Pooling.Mode.AVERAGE, 2.7961400510881496));
    cases.addAll(convBackward());
    cases.add(createMask());
    cases.add(distributeValue());
    cases.addAll(poolBackward());
    return cases;
  }

  private static VerifyCase zeroPad() {
    NdArray x = new RandomState(1).randn(4, 3, 3, 2);
    NdArray padded = Convolution.zeroPad(x, 2);
    return VerifyCase.layer("zeroPad", "kind: pad2d, pad: 2", Map.of(), x, padded)
        .against(padded.sum(), 3.117059334766224);
  }

  private static VerifyCase convSingleStep() {
    RandomState random = new RandomState(1);
    NdArray a = random.randn(4, 4, 3);
    NdArray w = random.randn(4, 4, 3);
    NdArray b = random.randn(1, 1, 1);
    double z = Convolution.convSingleStep(a, w, b);
    Map<String, NdArray> weights = Map.of("weight", shaped(w, 4, 4, 3, 1), "bias", shaped(b, 1));
    return VerifyCase.layer(
            "convSingleStep",
            "kind: conv2d, outC: 1, filter: 4",
            weights,
            shaped(a, 1, 4, 4, 3),
            new NdArray(Shape.of(1), new double[] {z}))
        .against(z, -6.999089450680221);
  }

  private static VerifyCase convForward(
      String edition, int[] images, int f, int pad, int stride, double mean) {
    RandomState random = new RandomState(1);
    NdArray a = random.randn(images);
    NdArray w = random.randn(f, f, images[3], 8);
    NdArray b = random.randn(1, 1, 1, 8);
    NdArray z = Convolution.convForward(a, w, b, Hparameters.conv(stride, pad)).z();
    String layer =
        "kind: conv2d, outC: 8, filter: %s, pad: %s, stride: %s".formatted(f, pad, stride);
    Map<String, NdArray> weights = Map.of("weight", w, "bias", shaped(b, 8));
    return VerifyCase.layer("convForward " + edition, layer, weights, a, z).against(z.mean(), mean);
  }

  private static VerifyCase pool(String name, Pooling.Mode mode, double sum) {
    NdArray a = new RandomState(1).randn(2, 5, 5, 3);
    NdArray pooled = Pooling.poolForward(a, Hparameters.pool(3, 1), mode).a();
    String kind = mode == Pooling.Mode.MAX ? "maxPool2d" : "averagePool2d";
    String layer = "kind: %s, filter: 3, stride: 1".formatted(kind);
    return VerifyCase.layer(name, layer, Map.of(), a, pooled).against(pooled.sum(), sum);
  }

  private static List<VerifyCase> convBackward() {
    RandomState random = new RandomState(1);
    Convolution.Forward forward =
        Convolution.convForward(
            random.randn(10, 4, 4, 3),
            random.randn(2, 2, 3, 8),
            random.randn(1, 1, 1, 8),
            Hparameters.conv(2, 2));
    Convolution.Gradients gradients = Convolution.convBackward(forward.z(), forward.cache());
    return List.of(
        VerifyCase.published("convBackward dA", gradients.dAPrev().mean(), 1.4524377775388075),
        VerifyCase.published("convBackward dW", gradients.dW().mean(), 1.7269914583139097),
        VerifyCase.published("convBackward db", gradients.db().mean(), 7.839232564616838));
  }

  private static VerifyCase createMask() {
    NdArray mask = Pooling.createMaskFromWindow(new RandomState(1).randn(2, 3));
    boolean onlyFirst = mask.sum() == 1 && mask.at(0, 0) == 1;
    return VerifyCase.published("createMaskFromWindow", onlyFirst ? 1 : 0, 1);
  }

  private static VerifyCase distributeValue() {
    return VerifyCase.published("distributeValue", Pooling.distributeValue(2, 2, 2).at(1, 1), 0.5);
  }

  private static List<VerifyCase> poolBackward() {
    RandomState random = new RandomState(1);
    Pooling.Cache cache =
        Pooling.poolForward(random.randn(5, 5, 3, 2), Hparameters.pool(2, 1), Pooling.Mode.MAX)
            .cache();
    NdArray dA = random.randn(5, 4, 2, 2);
    NdArray max = Pooling.poolBackward(dA, cache, Pooling.Mode.MAX);
    NdArray average = Pooling.poolBackward(dA, cache, Pooling.Mode.AVERAGE);
    return List.of(
        VerifyCase.published("poolBackward max", squares(max), 93.12657203749805),
        VerifyCase.published("poolBackward average", squares(average), 24.18725010039026));
  }

  private static double squares(NdArray a) {
    double sum = 0;
    for (double value : a.values()) {
      sum += value * value;
    }
    return sum;
  }

  private static NdArray shaped(NdArray a, int... sizes) {
    return new NdArray(Shape.of(sizes), a.values());
  }
}
