package dev.convoy.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.job.input.ExampleForm;
import dev.convoy.job.memory.ExecutorHeap;
import dev.convoy.job.memory.ImagesAtOnce;
import dev.convoy.job.memory.MemoryNeeds;
import dev.convoy.job.memory.MemoryPart;
import dev.convoy.job.memory.MemoryPlan;
import dev.convoy.tensor.Shape;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExampleMemoryTest {
  private static final long MB = 1_000_000;
  private static final Shape SHAPE = Shape.of(10, 10, 3);

  private record Form(Content content, long readerBytes) implements ExampleForm {
    @Override
    public Optional<Shape> shape() {
      return Optional.of(SHAPE);
    }

    @Override
    public boolean labelled() {
      return false;
    }

    @Override
    public String describe() {
      return "examples of the test";
    }
  }

  private static long held(ExampleForm.Content content, long readerBytes) {
    return ExampleMemory.held(new Form(content, readerBytes), SHAPE);
  }

  @Test
  void theExampleInHandAndItsReaderAreCounted() {
    assertThat(held(ExampleForm.Content.SIZED, 0)).isEqualTo(300);
    assertThat(held(ExampleForm.Content.VALUES, 0)).isEqualTo(1200);
    assertThat(held(ExampleForm.Content.VALUES, 5 * MB)).isEqualTo(5 * MB + 1200);
    assertThat(held(ExampleForm.Content.ENCODED, MB)).isBetween(16 * MB, 18 * MB);
  }

  @Test
  void aLargePictureMayTakeWhatThePlanLeaves() {
    ExecutorHeap heap = new ExecutorHeap(1000 * MB, 2, true, 1, "%s", "%s");
    MemoryNeeds needs = MemoryNeeds.ofSpark().plus(MemoryPart.PACKED, 60 * MB);
    MemoryPlan plan = new MemoryPlan(ImagesAtOnce.batches(8), 8, needs, heap);
    assertThat(ExampleMemory.roomBytes(plan)).isEqualTo((12 + 600 / 2) * MB);
    MemoryNeeds full = needs.plus(MemoryPart.COMPUTE, 300 * MB);
    MemoryPlan none = new MemoryPlan(ImagesAtOnce.batches(8), 8, full, heap);
    assertThat(ExampleMemory.roomBytes(none)).isEqualTo(12 * MB);
  }
}
