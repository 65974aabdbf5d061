package dev.convoy.job.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskTriesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "local; 1",
        "local[*]; 1",
        "local[2]; 1",
        "local[2,4]; 4",
        "local[*, 3]; 3",
        "local-cluster[2,1,1024]; 7",
        "spark://host:7077; 7",
        "yarn; 7"
      })
  void triesOfAMaster(String master, int tries) {
    SparkConf conf = new SparkConf(false).setMaster(master).set("spark.task.maxFailures", "7");
    assertThat(TaskTries.most(conf)).isEqualTo(tries);
  }

  @Test
  void sparkTriesFourTimesUnlessToldOtherwise() {
    assertThat(TaskTries.most(new SparkConf(false).setMaster("yarn"))).isEqualTo(4);
  }

  @Test
  void outsideATaskThereIsNoOtherAttempt() {
    assertThat(TaskTries.isAnotherLeft()).isFalse();
  }
}
