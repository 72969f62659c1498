package io.weir.ratelimit;

import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.ratelimit.RuleResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts requests by rules. */
record RuleLimiter(CountingService counting) {

  /**
   * Takes the tokens of a request, from the buckets of all rules that match it or from none.
   *
   * @param requests one for each rule, in the order of the rules
   */
  Decision take(List<RuleRequest> requests) {
    List<ConsumptionResult> results =
        counting.take(requests.stream().map(RuleRequest::tokens).toList());
    List<RuleResult> outcomes = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      outcomes.add(result(requests.get(i), results.get(i)));
    }
    return new Decision(outcomes);
  }

  private static RuleResult result(RuleRequest request, ConsumptionResult result) {
    Verdict verdict =
        switch (result.outcome()) {
          case GRANTED, SPARED, UNCOUNTED -> Verdict.ADMITTED;
          case REFUSED -> Verdict.REFUSED;
          case UNAVAILABLE -> Verdict.UNAVAILABLE;
        };
    boolean hidden = request.hidden() && verdict == Verdict.ADMITTED;
    return new RuleResult(
        request.rule(),
        verdict,
        hidden ? List.of() : result.limits(),
        Optional.ofNullable(result.consumption())
            .map(consumption -> new RuleConsumption(request, consumption)));
  }
}
