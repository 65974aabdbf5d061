package dev.convoy.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WindowAxisTest {
  @Test
  void bordersAndTheInsideAreThreeRuns() {
    List<WindowAxis.Run> runs = new WindowAxis(9, 9, 3, 1, 1, 1, 1).forward();
    assertThat(runs).extracting(WindowAxis.Run::first).containsExactly(0, 1, 8);
    assertThat(runs).extracting(WindowAxis.Run::count).containsExactly(1, 7, 1);
    assertThat(runs.get(0).taps()).containsExactly(1, 2);
    assertThat(runs.get(0).sources()).containsExactly(0, 1);
    assertThat(runs.get(1).sources()).containsExactly(0, 1, 2);
    assertThat(runs.get(2).taps()).containsExactly(0, 1);
  }

  @Test
  void pixelsBetweenPositionsOfALongStrideAreSeenByNoTap() {
    List<WindowAxis.Run> runs = new WindowAxis(7, 3, 1, 3, 1, 0, 0).backward();
    assertThat(runs).hasSize(3);
    assertThat(runs.get(0).taps()).containsExactly(0);
    assertThat(runs.get(0).count()).isEqualTo(3);
    assertThat(runs.get(1).taps()).isEmpty();
    assertThat(runs.get(2).taps()).isEmpty();
  }

  /** Whatever sees what forward is seen by it backward, and every position is in one run. */
  @Test
  void backwardHasTheSamePairsAsForward() {
    for (int size = 1; size <= 7; size++) {
      for (int filter = 1; filter <= 4; filter++) {
        for (int stride = 1; stride <= 3; stride++) {
          for (int dilation = 1; dilation <= 2; dilation++) {
            for (int before = 0; before <= 4; before++) {
              assertSamePairs(size, filter, stride, dilation, before, 4 - before);
            }
          }
        }
      }
    }
  }

  private static void assertSamePairs(
      int size, int filter, int stride, int dilation, int before, int after) {
    int room = before + size + after - (filter - 1) * dilation - 1;
    if (room < 0) {
      return;
    }
    int outSize = room / stride + 1;
    WindowAxis axis = new WindowAxis(size, outSize, filter, stride, dilation, before, after);
    Set<String> forward = new TreeSet<>();
    Set<String> backward = new TreeSet<>();
    int positions = 0;
    int pixels = 0;
    for (WindowAxis.Run run : axis.forward()) {
      for (int i = 0; i < run.count(); i++, positions++) {
        for (int t = 0; t < run.taps().length; t++) {
          int pixel = run.sources()[t] + i * run.sourceStep();
          forward.add(run.first() + i * run.step() + " " + run.taps()[t] + " " + pixel);
        }
      }
    }
    for (WindowAxis.Run run : axis.backward()) {
      for (int i = 0; i < run.count(); i++, pixels++) {
        for (int t = 0; t < run.taps().length; t++) {
          int position = run.sources()[t] + i * run.sourceStep();
          backward.add(position + " " + run.taps()[t] + " " + (run.first() + i * run.step()));
        }
      }
    }
    assertThat(backward).as("%s", axis).isEqualTo(forward);
    assertThat(positions).as("%s", axis).isEqualTo(outSize);
    assertThat(pixels).as("%s", axis).isEqualTo(size);
  }
}
