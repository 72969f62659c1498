package io.weir.status.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.state.SharedState;
import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.Verdict;
import io.weir.status.page.ClusterCounts.Sums;
import io.weir.status.page.History.Past;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What applications of one scope tell each other, here in one JVM. */
class ClusterCountsTest {

  private final SharedState state = SharedState.local();
  private final ClusterCounts shop = new ClusterCounts(state, "/shop");

  private static Past past(String rule, long minute, long hour, long day) {
    return new Past(
        new Count("rate-limit", rule, Verdict.REFUSED, day), minute, hour, day, List.of());
  }

  @Test
  void the_second_application_of_a_scope_in_one_jvm_is_added() {
    ClusterCounts second = new ClusterCounts(state, "/shop");
    ClusterCounts elsewhere = new ClusterCounts(state, "/other");
    shop.tell(List.of(past("calls", 1, 2, 3)));
    second.tell(List.of(past("calls", 10, 20, 30)));
    elsewhere.tell(List.of(past("calls", 100, 200, 300)));

    assertThat(shop.others()).isEqualTo(Map.of("rate-limit calls REFUSED", new Sums(10, 20, 30)));
    assertThat(second.others()).isEqualTo(Map.of("rate-limit calls REFUSED", new Sums(1, 2, 3)));

    second.close();
    assertThat(shop.others()).isEmpty();
  }

  /** Equal texts are two reports. */
  @Test
  void applications_that_have_counted_the_same_add_up() {
    ClusterCounts second = new ClusterCounts(state, "/shop");
    shop.tell(List.of(past("calls", 1, 1, 1)));
    second.tell(List.of(past("calls", 1, 1, 1)));

    assertThat(shop.others()).isEqualTo(Map.of("rate-limit calls REFUSED", new Sums(1, 1, 1)));
  }
}
