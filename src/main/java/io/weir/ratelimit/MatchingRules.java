package io.weir.ratelimit;

import java.util.List;

/**
 * The rules that apply to a request.
 *
 * @param requests the tokens that rules take
 * @param slots what rules limit of the request while it lasts
 * @param refused the results of rules that refuse the request for another reason than a limit
 * @param countsPreflight whether the request is a CORS preflight, and rules count it
 */
record MatchingRules(
    List<RuleRequest> requests,
    List<SlotDemand> slots,
    List<RuleResult> refused,
    boolean countsPreflight) {

  static final MatchingRules NONE = new MatchingRules(List.of(), List.of(), List.of(), false);

  boolean isEmpty() {
    return requests.isEmpty() && refused.isEmpty() && slots.isEmpty();
  }

  /** Whether a rule that is enforced limits the request while it lasts. */
  boolean limitsWhileOpen() {
    return slots.stream().anyMatch(demand -> !demand.rule().shadow());
  }

  /** The same rules, for a request whose end nobody sees. */
  MatchingRules withoutSlots() {
    return slots.isEmpty()
        ? this
        : new MatchingRules(requests, List.of(), refused, countsPreflight);
  }

  /**
   * Takes the tokens. If a rule refuses the request for another reason than a limit, only rules per
   * ip count it, and the request is refused for that reason until one of their limits is reached. A
   * request that a page of another site makes a browser send is no failure of a login: its user
   * knows nothing of it.
   */
  Decision decide(RuleLimiter limiter) {
    Decision decision = new Decision(refused);
    if (decision.stops()) {
      List<RuleRequest> counting = perAddress(decision.foreign());
      Decision counted = counting.isEmpty() ? Decision.NONE : limiter.take(counting);
      return counted.stops() ? counted : decision;
    }
    return requests.isEmpty() ? decision : limiter.take(requests).and(refused);
  }

  private List<RuleRequest> perAddress(boolean foreign) {
    return requests.stream()
        .filter(request -> request.rule().isPerAddress())
        .filter(request -> !(foreign && request.rule().countsFailures()))
        .toList();
  }
}
