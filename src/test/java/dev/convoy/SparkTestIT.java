package dev.convoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.holdenkarau.spark.testing.JavaRDDComparisons;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparkTestIT extends SparkTest {
  @Test
  void sessionRunsOnTheSharedContext() {
    assertThat(spark().sparkContext()).isSameAs(sc());
    assertThat(spark().range(10).selectExpr("sum(id)").first().getLong(0)).isEqualTo(45);
    assertThat(sc().master()).isEqualTo("local[2,4]");
  }

  @Test
  void comparisonTellsUnequalRddsApart() {
    var numbers = jsc().parallelize(List.of(1, 2, 3), 2);
    JavaRDDComparisons.assertRDDEquals(numbers, jsc().parallelize(List.of(3, 2, 1), 3));
    assertThatThrownBy(
            () -> JavaRDDComparisons.assertRDDEquals(numbers, jsc().parallelize(List.of(1, 2))))
        .isInstanceOf(AssertionError.class);
  }
}
