package io.weir.ratelimit;

import io.weir.internal.counting.slot.HeldSlot;
import io.weir.internal.counting.slot.SlotService;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.exchange.HeldSlots;
import io.weir.internal.http.AsyncRequestWrapper;
import io.weir.ratelimit.RuleResult.Verdict;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Takes slots for requests that rules limit while they last, and ends them in time.
 *
 * @param slots where they are kept; empty if no rule limits how many are open
 */
record SlotLimiter(Optional<SlotService> slots) {

  /** A slot; that of a rule in shadow mode ends nothing when it is lost. */
  private record Taken(HeldSlot slot, boolean shadow) {

    boolean isLost() {
      return !shadow && slot.isLost();
    }
  }

  /**
   * Takes a slot for each rule, or none if a rule refuses the request; the exchange holds them.
   *
   * @param counted what the limits of the rules have decided, which refuse nothing
   */
  Decision take(Decision counted, List<SlotDemand> demands, Exchange exchange) {
    HeldSlots held = exchange.holding();
    Map<Rule, Verdict> verdicts = new LinkedHashMap<>();
    List<Taken> taken = new ArrayList<>(1);
    boolean stopped = false;
    for (SlotDemand demand : demands) {
      Verdict verdict = stopped ? Verdict.ADMITTED : take(demand, taken);
      verdicts.merge(demand.rule(), verdict, (one, other) -> one == Verdict.ADMITTED ? other : one);
      stopped |= verdict != Verdict.ADMITTED && !demand.rule().shadow();
    }
    if (stopped) {
      taken.forEach(one -> one.slot().release());
    } else {
      taken.forEach(one -> held.hold(one.slot()::release, one::isLost));
      demands.stream()
          .map(SlotDemand::rule)
          .filter(rule -> !rule.shadow())
          .forEach(
              rule ->
                  rule.connection()
                      .duration()
                      .ifPresent(time -> held.endBy(exchange.start().plus(time))));
    }
    return new Decision(results(counted, verdicts));
  }

  private Verdict take(SlotDemand demand, List<Taken> taken) {
    OptionalLong most = demand.rule().connection().concurrency();
    if (most.isEmpty()) {
      return Verdict.ADMITTED;
    }
    SlotService.Grant grant =
        slots
            .orElseThrow()
            .take(
                demand.key(),
                demand.one().bucket(),
                most.getAsLong(),
                demand.one().whenClusterFails());
    grant.slot().ifPresent(slot -> taken.add(new Taken(slot, demand.rule().shadow())));
    return switch (grant.outcome()) {
      case GRANTED, UNCOUNTED -> Verdict.ADMITTED;
      case REFUSED -> Verdict.OCCUPIED;
      case UNAVAILABLE -> Verdict.UNAVAILABLE;
    };
  }

  /** One result for each rule: a refusal replaces what the limits of the rule have decided. */
  private static List<RuleResult> results(Decision counted, Map<Rule, Verdict> verdicts) {
    List<RuleResult> results = new ArrayList<>(counted.results().size() + verdicts.size());
    for (RuleResult result : counted.results()) {
      Verdict verdict = verdicts.getOrDefault(result.rule(), Verdict.ADMITTED);
      results.add(
          verdict == Verdict.ADMITTED
              ? result
              : new RuleResult(
                  result.rule(), verdict, result.states(), result.consumption(), result.key()));
    }
    verdicts.forEach(
        (rule, verdict) -> {
          if (!counted.includes(rule)) {
            results.add(new RuleResult(rule, verdict, List.of()));
          }
        });
    return results;
  }

  /** The chain, whose response ends with what the exchange holds. */
  static FilterChain timed(FilterChain chain, Exchange exchange) {
    return exchange
        .held()
        .<FilterChain>map(
            held ->
                (request, response) -> {
                  TimedResponse timed = new TimedResponse((HttpServletResponse) response, held);
                  chain.doFilter(
                      AsyncRequestWrapper.undispatched((HttpServletRequest) request, timed), timed);
                })
        .orElse(chain);
  }
}
