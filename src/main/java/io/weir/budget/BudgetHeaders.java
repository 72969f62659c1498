package io.weir.budget;

import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.HoldResult;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The headers that tell a client what its own budget has left: of several, the one with the
 * smallest part left. Budgets that others spend, too, are never shown.
 */
final class BudgetHeaders {

  private BudgetHeaders() {}

  /**
   * An amount of a budget and what is left of it.
   *
   * @param reset the time until it has enough; nothing if the request was not refused for it, or if
   *     no time helps
   */
  private record Shown(Budget budget, Allowance allowance, long left, Optional<Duration> reset) {

    private double part() {
      return (double) left / allowance.amount();
    }
  }

  /** The headers for a decision; none if no budget of the client was asked. */
  static Map<String, String> of(BudgetDecision decision) {
    Optional<Shown> tightest =
        decision.results().stream()
            .filter(one -> one.request().hold().ledger().own() && !one.request().shared())
            .filter(one -> !one.budget().options().shadow())
            .flatMap(BudgetHeaders::shown)
            .min(Comparator.comparingDouble(Shown::part));
    Map<String, String> headers = new LinkedHashMap<>();
    tightest.ifPresent(
        one -> {
          Amount kind = one.budget().kind();
          headers.put("X-Budget-Limit", print(kind, one.allowance().amount()));
          headers.put("X-Budget-Remaining", print(kind, one.left()));
          headers.put("X-Budget-Unit", unit(kind));
          one.reset()
              .ifPresent(
                  delay ->
                      headers.put("X-Budget-Reset", Long.toString(Math.max(1, seconds(delay)))));
        });
    return headers;
  }

  private static Stream<Shown> shown(BudgetDecision.Result one) {
    HoldResult result = one.result();
    List<Allowance> allowances = one.budget().allowances();
    return IntStream.range(0, Math.min(allowances.size(), result.left().size()))
        .mapToObj(
            i ->
                new Shown(
                    one.budget(),
                    allowances.get(i),
                    Math.max(0, result.left().get(i)),
                    i == result.refusing() ? result.delay() : Optional.empty()));
  }

  /** Rounded up: a client told to wait 0 s while 0.4 s are missing would be refused again. */
  private static long seconds(Duration delay) {
    return delay.plusNanos(999_999_999).toSeconds();
  }

  private static String print(Amount kind, long value) {
    return kind.unit() == Unit.MONEY ? Money.decimal(value) : Long.toString(value);
  }

  private static String unit(Amount kind) {
    return kind.unit() == Unit.MONEY
        ? kind.currency().toLowerCase(Locale.ROOT)
        : kind.unit().toString();
  }
}
