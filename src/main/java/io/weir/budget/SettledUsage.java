package io.weir.budget;

import io.weir.internal.events.UsageSettled;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What listeners are told of a request that was settled.
 *
 * @param usage what was reported; nothing if the estimate was charged
 * @param nanos what it cost; nothing if nobody knows
 * @param id of the reservation
 * @param budgets the names of those that were charged
 * @param duration of the request
 * @param priced the reported model, if the table of prices has it; empty otherwise
 * @param session the pseudonym of the HTTP session; empty if it is not known
 */
record SettledUsage(
    Optional<ReportedUsage> usage,
    OptionalLong nanos,
    String id,
    List<String> budgets,
    Duration duration,
    String priced,
    String session) {

  static SettledUsage of(Optional<ReportedUsage> usage, OptionalLong nanos, PriceTable prices) {
    String priced =
        usage
            .flatMap(ReportedUsage::model)
            .filter(model -> prices.of(model).isPresent())
            .orElse("");
    return new SettledUsage(usage, nanos, "", List.of(), Duration.ZERO, priced, "");
  }

  SettledUsage of(long number, List<String> charged, Duration taken, String ofSession) {
    return new SettledUsage(
        usage, nanos, Long.toHexString(number), List.copyOf(charged), taken, priced, ofSession);
  }

  /**
   * The event.
   *
   * @param currency of the budgets
   */
  UsageSettled event(Instant time, String currency) {
    Optional<Price.Tokens> tokens = usage.flatMap(ReportedUsage::tokens);
    return new UsageSettled(
        time,
        budgets,
        id,
        duration,
        usage.flatMap(ReportedUsage::model).orElse(""),
        tokens.map(Price.Tokens::input).orElse(0L),
        tokens.map(Price.Tokens::output).orElse(0L),
        usage.map(one -> one.seconds().orElse(0)).orElse(0L),
        nanos.isPresent() ? currency : "",
        nanos.orElse(0),
        usage.isEmpty(),
        priced,
        session);
  }
}
