package dev.convoy.job.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.convoy.job.Reject;
import dev.convoy.report.html.RejectGallery;
import java.util.List;
import org.junit.jupiter.api.Test;

class RejectKindsTest {
  private static Reject reject(int id, String stage, String reason) {
    return new Reject(id, "cats/" + id + ".png", 10, stage, reason, id);
  }

  private static List<RejectGallery.Group> groups(RejectKinds kinds) {
    return ((RejectGallery) kinds.section("rejects").orElseThrow()).groups();
  }

  @Test
  void reasonsThatDifferInNumbersQuotesAndNamesAreOneKind() {
    RejectKinds kinds = new RejectKinds();
    kinds.add(reject(1, "decode", "truncated: about 190 of 427 rows are there"));
    kinds.add(reject(2, "decode", "truncated: about 3 of 1,200 rows are there"));
    kinds.add(reject(3, "decode", "begins with 74 68 69 73 ('this')"));
    kinds.add(reject(4, "decode", "begins with 47 49 46 38 ('GIF8')"));
    kinds.add(reject(5, "read", "cats/5.png is gone"));
    kinds.add(reject(6, "read", "cats/6.png is gone"));
    kinds.add(reject(7, "read", "cats/7.png is gone"));
    assertThat(groups(kinds))
        .extracting(group -> group.count() + " " + group.stage() + " " + group.reason())
        .containsExactly(
            "3 read … is gone",
            "2 decode truncated: about … of … rows are there",
            "2 decode begins with … (…)");
  }

  @Test
  void countsAddUpWhileSamplesStayFew() {
    RejectKinds all = new RejectKinds();
    for (int task = 0; task < 5; task++) {
      RejectKinds one = new RejectKinds();
      for (int i = 0; i < 3; i++) {
        one.add(reject(10 * task + i, "decode", "empty"));
      }
      all.add(one);
    }
    assertThat(groups(all)).hasSize(1);
    assertThat(groups(all).get(0).count()).isEqualTo(15);
    assertThat(all.samples()).extracting(Reject::id).containsExactly(0L, 1L, 2L, 10L);
  }

  @Test
  void beyondFortyKindsTheRestIsOne() {
    RejectKinds kinds = new RejectKinds();
    for (int i = 0; i < 100; i++) {
      kinds.add(reject(i, "decode", "reason " + "x".repeat(i)));
    }
    assertThat(groups(kinds)).hasSize(41);
    assertThat(groups(kinds).get(0).count()).isEqualTo(60);
    assertThat(groups(kinds).get(0).reason()).isEqualTo("other reasons");
  }

  @Test
  void noRejectsHaveNoSection() {
    assertThat(new RejectKinds().section("rejects")).isEmpty();
  }
}
