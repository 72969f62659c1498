package io.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.internal.counting.ledger.Reservation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who takes the reservations of a request and of its attempts. */
class BudgetedRequestTest {

  private final BudgetedRequest request = new BudgetedRequest();

  private static BudgetDecision decision(long number) {
    return new BudgetDecision(List.of(), new Reservation(number, List.of(), List.of()));
  }

  @Test
  void attempts_have_the_numbers_that_follow_and_none_twice() {
    request.add(BudgetedRequest.Open.of(decision(41)));
    assertThat(request.repeat().orElseThrow().number()).isEqualTo(42);
    assertThat(request.repeat().orElseThrow().number()).isEqualTo(43);
  }

  @Test
  void attempts_of_requests_that_hold_nothing_reserve_nothing() {
    assertThat(request.repeat()).isEmpty();
  }

  /** Otherwise nobody would settle what an attempt reserves while its request ends. */
  @Test
  void an_attempt_comes_too_late_when_its_request_has_ended() {
    request.add(BudgetedRequest.Open.of(decision(41)));
    BudgetedRequest.Open late = BudgetedRequest.Open.repeated(decision(42));
    assertThat(request.take()).hasSize(1);
    assertThat(request.repeat()).isEmpty();
    assertThat(request.addUnlessEnded(late)).isFalse();
    assertThat(request.take()).isEmpty();
  }

  @Test
  void a_reservation_has_one_taker() {
    BudgetedRequest.Open attempt = BudgetedRequest.Open.repeated(decision(42));
    assertThat(request.addUnlessEnded(attempt)).isTrue();
    assertThat(request.remove(attempt)).isTrue();
    assertThat(request.remove(attempt)).isFalse();
    assertThat(request.addUnlessEnded(attempt)).isTrue();
    assertThat(request.take()).containsExactly(attempt);
    assertThat(request.remove(attempt)).isFalse();
  }
}
