package dev.convoy.reference;

import static dev.convoy.reference.Pooling.Mode.AVERAGE;
import static dev.convoy.reference.Pooling.Mode.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.convoy.tensor.Shape;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The values that the editions of the notebook publish, inputs drawn as they draw them. */
class NotebookTest {
  private static final double EXACT = 1e-12;
  private static final double PRINTED = 5.1e-9;

  @Test
  void randnDrawsNumpysNumbers() {
    NdArray x = new RandomState(1).randn(4, 3, 3, 2);
    assertClose(x.values()[0], 1.6243453636632417);
    assertClose(x.values()[1], -0.6117564136500754);
    assertClose(x.values()[2], -0.5281717522634557);
    assertClose(x.values()[3], -1.0729686221561705);
    assertClose(new RandomState(3).randn(700).values()[699], 0.6808841173259014);
  }

  @Test
  void zeroPadKeepsTheSumAndTheMiddle() {
    NdArray x = new RandomState(1).randn(4, 3, 3, 2);
    assertRow(
        x,
        PRINTED,
        1,
        1,
        0.90085595,
        -0.68372786,
        -0.12289023,
        -0.93576943,
        -0.26788808,
        0.53035547);
    for (int pad : new int[] {2, 3}) {
      NdArray padded = Convolution.zeroPad(x, pad);
      assertThat(padded.shape()).isEqualTo(Shape.of(4, 3 + 2 * pad, 3 + 2 * pad, 2));
      assertClose(padded.sum(), 3.117059334766224);
      for (int w = 0; w < 3 + 2 * pad; w++) {
        assertThat(padded.at(1, 1, w, 0)).isZero();
      }
      assertThat(padded.at(1, pad + 1, pad + 2, 1)).isEqualTo(x.at(1, 1, 2, 1));
    }
  }

  @Test
  void convSingleStepAddsTheBiasOnce() {
    RandomState random = new RandomState(1);
    NdArray a = random.randn(4, 4, 3);
    NdArray w = random.randn(4, 4, 3);
    NdArray b = random.randn(1, 1, 1);
    assertClose(Convolution.convSingleStep(a, w, b), -6.999089450680221);
    double buggy = Convolution.convSingleStep(a, w, b) + 47 * b.values()[0];
    assertThat(buggy).isCloseTo(-23.1602122025, Offset.offset(5e-11));
  }

  @Test
  void convForwardOfTheFirstEditionWithoutItsFault() {
    NdArray z = forward(inputs(10, 4, 4, 3, 2, 8), 1, 2).z();
    assertThat(z.shape()).isEqualTo(Shape.of(10, 7, 7, 8));
    assertClose(z.mean(), 0.002812946286486306);
  }

  @Test
  void convForwardOfTheSecondEdition() {
    Convolution.Forward forward = forward(inputs(10, 4, 4, 3, 2, 8), 2, 2);
    NdArray z = forward.z();
    assertThat(z.shape()).isEqualTo(Shape.of(10, 4, 4, 8));
    assertThat(z.mean()).isCloseTo(0.0489952035289, Offset.offset(5.1e-14));
    assertRow(
        z,
        PRINTED,
        3,
        2,
        1,
        -0.61490741,
        -6.7439236,
        -2.55153897,
        1.75698377,
        3.56208902,
        0.53036437,
        5.18531798,
        8.75898442);
    assertRow(forward.cache().aPrev(), PRINTED, 1, 2, 3, -0.20075807, 0.18656139, 0.41005165);
    assertSums(z, 62.71386051693543, 4945.948900585015, -11.0395816180692, 9.273999688988226);
  }

  @Test
  void convForwardOfEditionV2a() {
    Convolution.Forward forward = forward(inputs(10, 5, 7, 4, 3, 8), 2, 1);
    NdArray z = forward.z();
    assertThat(z.shape()).isEqualTo(Shape.of(10, 3, 4, 8));
    assertThat(z.mean()).isCloseTo(0.692360880758, Offset.offset(5.1e-13));
    assertRow(
        z,
        PRINTED,
        3,
        2,
        1,
        -1.28912231,
        2.27650251,
        6.61941931,
        0.95527176,
        8.25132576,
        2.31329639,
        13.00689405,
        2.34576051);
    assertRow(
        forward.cache().aPrev(), PRINTED, 1, 2, 3, -1.1191154, 1.9560789, -0.3264995, -1.34267579);
    assertSums(z, 664.6664455273855, 28328.240682187563, -25.478690375199783, 23.481975329364836);
  }

  @Test
  void convForwardOfEdition2021() {
    NdArray[] inputs = inputs(2, 5, 7, 4, 3, 8);
    Convolution.Forward forward = forward(inputs, 2, 1);
    NdArray z = forward.z();
    assertThat(z.shape()).isEqualTo(Shape.of(2, 3, 4, 8));
    assertClose(z.mean(), 0.5511276474566768);
    assertRow(
        z,
        PRINTED,
        0,
        2,
        1,
        -2.17796037,
        8.07171329,
        -0.5772704,
        3.36286738,
        4.48113645,
        -2.89198428,
        10.99288867,
        3.03171932);
    assertSums(z, 105.8165083116819, 4364.809790525023, -12.499912607351702, 13.987359778277675);
    assertThat(forward(inputs, 1, 3).z().shape()).isEqualTo(Shape.of(2, 9, 11, 8));
    assertThat(forward(inputs, 2, 0).z().shape()).isEqualTo(Shape.of(2, 2, 3, 8));

    Convolution.Gradients gradients = Convolution.convBackward(z, forward.cache());
    assertRelative(gradients.dAPrev().sum(), 574.9851320595936);
    assertRelative(gradients.dW().sum(), 697.5759081995293);
    assertRelative(gradients.db().sum(), 105.81650831168193);
    assertRelative(squares(gradients.dAPrev()), 186998.825914347);
    assertRelative(squares(gradients.dW()), 146930.86115397958);
    assertRelative(squares(gradients.db()), 6273.147546061017);
  }

  @Test
  void convBackwardOfTheFirstEditionWithoutItsFault() {
    Convolution.Gradients gradients = backward(forward(inputs(10, 4, 4, 3, 2, 8), 1, 2));
    assertRelative(gradients.dAPrev().mean(), 4.114581704914984);
    assertRelative(gradients.dW().mean(), 9.20367719901416);
    assertRelative(gradients.db().mean(), 1.3783436803789684);
  }

  @Test
  void convBackwardOfTheOtherEditions() {
    Convolution.Forward forward = forward(inputs(10, 4, 4, 3, 2, 8), 2, 2);
    Convolution.Gradients gradients = backward(forward);
    assertThat(gradients.dAPrev().shape()).isEqualTo(Shape.of(10, 4, 4, 3));
    assertThat(gradients.dW().shape()).isEqualTo(Shape.of(2, 2, 3, 8));
    assertThat(gradients.db().shape()).isEqualTo(Shape.of(1, 1, 1, 8));
    assertRelative(gradients.dAPrev().mean(), 1.4524377775388075);
    assertRelative(gradients.dW().mean(), 1.7269914583139097);
    assertRelative(gradients.db().mean(), 7.839232564616838);
    assertSums(
        gradients.dAPrev(),
        697.1701332186276,
        97574.09239772262,
        -63.38618855644703,
        47.860248066599326);
    assertSums(
        gradients.dW(),
        165.7911799981352,
        218214.08503742653,
        -107.69557979026631,
        150.5541178857402);
    assertSums(
        gradients.db(),
        62.713860516934695,
        94954.68449612921,
        -155.71041334097012,
        199.95277332614998);
    assertRelative(gradients.db().sum(), forward.z().sum());
  }

  @Test
  void poolForwardOfTheFirstTwoEditions() {
    NdArray a = new RandomState(1).randn(2, 4, 4, 3);
    assertPool(a, 4, 1, MAX, 1.74481176, 1.6924546, 2.10025514, 1.19891788, 1.51981682, 2.18557541);
    assertPool(
        a,
        4,
        1,
        AVERAGE,
        -0.09498456,
        0.11180064,
        -0.14263511,
        -0.09525108,
        0.28325018,
        0.33035185);
    assertPool(
        a, 3, 2, MAX, 1.74481176, 0.86540763, 1.13376944, 1.13162939, 1.51981682, 2.18557541);
    assertPool(
        a,
        3,
        2,
        AVERAGE,
        0.02105773,
        -0.20328806,
        -0.40389855,
        -0.22154621,
        0.51716526,
        0.48155844);
  }

  @Test
  void poolForwardOfTheLaterEditions() {
    NdArray a = new RandomState(1).randn(2, 5, 5, 3);
    NdArray max1 = Pooling.poolForward(a, Hparameters.pool(3, 1), MAX).a();
    assertRow(
        max1,
        PRINTED,
        1,
        1,
        1.96710175,
        0.84616065,
        1.27375593,
        1.96710175,
        0.84616065,
        1.23616403,
        1.62765075,
        1.12141771,
        1.2245077);
    assertRelative(max1.sum(), 73.82286738548908);
    assertRelative(squares(max1), 110.65971208962812);
    NdArray average1 = Pooling.poolForward(a, Hparameters.pool(3, 1), AVERAGE).a();
    assertRow(
        average1,
        PRINTED,
        1,
        1,
        0.44497696,
        -0.00261695,
        -0.31040307,
        0.50811474,
        -0.23493734,
        -0.23961183,
        0.11872677,
        0.17255229,
        -0.22112197);
    assertRelative(average1.sum(), 2.7961400510881496);
    assertRelative(squares(average1), 3.8529450899128923);
    NdArray max2 = Pooling.poolForward(a, Hparameters.pool(3, 2), MAX).a();
    assertThat(max2.shape()).isEqualTo(Shape.of(2, 2, 2, 3));
    assertRow(
        max2,
        PRINTED,
        0,
        1.74481176,
        0.90159072,
        1.65980218,
        1.74481176,
        1.6924546,
        1.65980218,
        1.13162939,
        1.51981682,
        2.18557541,
        1.13162939,
        1.6924546,
        2.18557541);
    assertRelative(max2.sum(), 32.818583990622834);
    assertRelative(squares(max2), 49.43024015348998);
    NdArray average2 = Pooling.poolForward(a, Hparameters.pool(3, 2), AVERAGE).a();
    assertRow(
        average2,
        PRINTED,
        1,
        -0.17313416,
        0.32377198,
        -0.34317572,
        0.02030094,
        0.14141479,
        -0.01231585,
        0.42944926,
        0.08446996,
        -0.27290905,
        0.15077452,
        0.28911175,
        0.00123239);
    assertRelative(average2.sum(), 1.860987112774683);
    assertRelative(squares(average2), 1.7320420759146733);
    NdArray floor =
        Pooling.poolForward(new RandomState(1).randn(2, 5, 7, 3), Hparameters.pool(2, 2), MAX).a();
    assertThat(floor.shape()).isEqualTo(Shape.of(2, 2, 3, 3));
  }

  @Test
  void theMaskMarksTheMaximumAndEveryTie() {
    NdArray x = new RandomState(1).randn(2, 3);
    assertRow(
        x, PRINTED, 1.62434536, -0.61175641, -0.52817175, -1.07296862, 0.86540763, -2.3015387);
    assertThat(Pooling.createMaskFromWindow(x).values()).containsExactly(1, 0, 0, 0, 0, 0);
    NdArray other = new NdArray(Shape.of(3, 3), new double[] {-1, 2, 3, 2, -3, 2, 1, 5, -2});
    assertThat(Pooling.createMaskFromWindow(other).values())
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0);
    NdArray tie = new NdArray(Shape.of(2, 2), new double[] {4, 4, 1, 4});
    assertThat(Pooling.createMaskFromWindow(tie).values()).containsExactly(1, 1, 0, 1);
  }

  @Test
  void distributeValueSharesEqually() {
    assertThat(Pooling.distributeValue(2, 2, 2).values()).containsOnly(0.5);
    assertClose(Pooling.distributeValue(100, 10, 10).sum(), 100);
  }

  @Test
  void poolBackwardKeepsTheTotal() {
    RandomState random = new RandomState(1);
    NdArray aPrev = random.randn(5, 5, 3, 2);
    Pooling.Forward forward = Pooling.poolForward(aPrev, Hparameters.pool(2, 1), MAX);
    NdArray dA = random.randn(5, 4, 2, 2);
    assertClose(dA.mean(), 0.14571390272918056);
    NdArray max = Pooling.poolBackward(dA, forward.cache(), MAX);
    assertRow(max, PRINTED, 1, 1, 0, 0, 5.05844394, -1.68282702, 0, 0);
    NdArray average = Pooling.poolBackward(dA, forward.cache(), AVERAGE);
    assertRow(
        average,
        PRINTED,
        1,
        1,
        0.08485462,
        0.2787552,
        1.26461098,
        -0.25749373,
        1.17975636,
        -0.53624893);
    for (NdArray gradient : new NdArray[] {max, average, dA}) {
      assertRelative(gradient.sum(), 11.657112218334444);
    }
    assertRelative(squares(max), 93.12657203749805);
    assertRelative(squares(average), 24.18725010039026);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    NdArray[] inputs = inputs(1, 4, 4, 3, 2, 8);
    NdArray wrong = NdArray.zeros(2, 2, 5, 8);
    assertThatThrownBy(
            () -> Convolution.convForward(inputs[0], wrong, inputs[2], Hparameters.conv(1, 0)))
        .hasMessageContaining("have 3 channels")
        .hasMessageContaining("take 5");
    assertThatThrownBy(() -> Pooling.poolForward(inputs[0], Hparameters.pool(5, 1), MAX))
        .hasMessageContaining("window of 5 pixels, image of 4 x 4");
  }

  private static NdArray[] inputs(int m, int h, int w, int cPrev, int f, int c) {
    RandomState random = new RandomState(1);
    return new NdArray[] {
      random.randn(m, h, w, cPrev), random.randn(f, f, cPrev, c), random.randn(1, 1, 1, c)
    };
  }

  private static Convolution.Forward forward(NdArray[] inputs, int stride, int pad) {
    return Convolution.convForward(inputs[0], inputs[1], inputs[2], Hparameters.conv(stride, pad));
  }

  private static Convolution.Gradients backward(Convolution.Forward forward) {
    return Convolution.convBackward(forward.z(), forward.cache());
  }

  private static void assertPool(
      NdArray a, int f, int stride, Pooling.Mode mode, double... expected) {
    NdArray pooled = Pooling.poolForward(a, Hparameters.pool(f, stride), mode).a();
    assertThat(pooled.shape()).isEqualTo(Shape.of(2, 1, 1, 3));
    assertRow(pooled, PRINTED, expected);
  }

  /**
   * Compares the block at some leading indices.
   *
   * @param indicesThenExpected as many indices as are left when the rest fills the block
   */
  private static void assertRow(NdArray a, double tolerance, double... indicesThenExpected) {
    int indexCount = 0;
    int block = a.values().length;
    while (indexCount + block != indicesThenExpected.length) {
      block /= a.shape().size(indexCount++);
    }
    int at = 0;
    for (int axis = 0; axis < indexCount; axis++) {
      at = at * a.shape().size(axis) + (int) indicesThenExpected[axis];
    }
    for (int i = 0; i < block; i++) {
      assertThat(a.values()[at * block + i])
          .as("element %s of the block", i)
          .isCloseTo(indicesThenExpected[indexCount + i], Offset.offset(tolerance));
    }
  }

  private static void assertSums(NdArray a, double sum, double squares, double min, double max) {
    assertRelative(a.sum(), sum);
    assertRelative(squares(a), squares);
    double[] sorted = a.values().clone();
    Arrays.sort(sorted);
    assertRelative(sorted[0], min);
    assertRelative(sorted[sorted.length - 1], max);
  }

  private static double squares(NdArray a) {
    double sum = 0;
    for (double value : a.values()) {
      sum += value * value;
    }
    return sum;
  }

  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, Offset.offset(EXACT * Math.max(1, Math.abs(expected))));
  }

  private static void assertRelative(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, Offset.offset(EXACT * Math.max(1, Math.abs(expected))));
  }
}
