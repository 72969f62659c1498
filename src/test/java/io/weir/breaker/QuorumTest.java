package io.weir.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.breaker.Quorum.Opening;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When enough nodes have a circuit open. */
class QuorumTest {

  private static final Opening A1 = new Opening("a", 1);
  private static final Opening A2 = new Opening("a", 2);
  private static final Opening B1 = new Opening("b", 1);

  @Test
  void the_last_node_that_is_missing_opens_all() {
    Quorum quorum = new Quorum(2);
    assertThat(quorum.note(List.of())).isFalse();
    assertThat(quorum.note(List.of(A1))).isFalse();
    assertThat(quorum.note(List.of(A1, B1))).isTrue();
  }

  @Test
  void a_node_that_joins_opens_with_the_others() {
    assertThat(new Quorum(2).note(List.of(A1, B1))).isTrue();
  }

  @Test
  void two_circuits_of_one_node_are_one_node() {
    assertThat(new Quorum(2).note(List.of(A1, A2))).isFalse();
  }

  @Test
  void what_was_known_opens_nothing_again() {
    Quorum quorum = new Quorum(2);
    quorum.note(List.of(A1, B1));
    assertThat(quorum.note(List.of(A1, B1))).isFalse();
    assertThat(quorum.note(List.of(B1))).isFalse();
  }

  @Test
  void a_node_that_opens_once_more_counts_once_more() {
    Quorum quorum = new Quorum(2);
    quorum.note(List.of(A1, B1));
    assertThat(quorum.note(List.of(A2, B1))).isTrue();
  }

  @Test
  void a_node_that_is_gone_does_not_count() {
    Quorum quorum = new Quorum(2);
    quorum.note(List.of(A1));
    quorum.note(List.of());
    assertThat(quorum.note(List.of(B1))).isFalse();
  }

  @Provide
  Arbitrary<List<Integer>> toggles() {
    return Arbitraries.integers().between(0, 4).list().ofMaxSize(60);
  }

  /** Nodes open and close in any order; it is told of each change. */
  @Property(tries = 300)
  void it_opens_when_a_node_opens_and_enough_are_open(@ForAll("toggles") List<Integer> toggles) {
    Quorum quorum = new Quorum(3);
    Map<Integer, Opening> open = new HashMap<>();
    long number = 0;
    for (int node : toggles) {
      number++;
      boolean opens = open.remove(node) == null;
      if (opens) {
        open.put(node, new Opening("node " + node, number));
      }
      assertThat(quorum.note(new ArrayList<>(open.values()))).isEqualTo(opens && open.size() >= 3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"closed", "open", "open 1", "open 999999999999999999", "half-open"})
  void a_report_reads_itself(String written) {
    assertThat(CircuitReport.parse(written).map(CircuitReport::toString)).contains(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ajar", "open 0", "open -1", "open 1 2", "OPEN", "open 1000000000000000000"})
  void what_is_no_report_is_none(String written) {
    assertThat(CircuitReport.parse(written)).isEmpty();
  }
}
