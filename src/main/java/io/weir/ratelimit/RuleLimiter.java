package io.weir.ratelimit;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.ratelimit.RuleResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Counts requests by rules. */
record RuleLimiter(CountingService counting) {

  /**
   * Takes the tokens of a request, from the buckets of all rules that match it or from none.
   *
   * @param requests one for each rule, in the order of the rules
   */
  Decision take(List<RuleRequest> requests) {
    List<RuleRequest> spelled =
        requests.stream().filter(request -> request.spelling() != null).toList();
    List<ConsumptionResult> results =
        counting.take(
            Stream.concat(
                    requests.stream().map(RuleRequest::tokens),
                    spelled.stream().map(RuleRequest::spelling))
                .toList());
    List<RuleResult> outcomes = new ArrayList<>(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      RuleRequest request = requests.get(i);
      int place = spelled.indexOf(request);
      Consumption spelling = place < 0 ? null : results.get(requests.size() + place).consumption();
      outcomes.add(result(request, results.get(i), spelling));
    }
    return new Decision(outcomes);
  }

  private static RuleResult result(
      RuleRequest request, ConsumptionResult result, @Nullable Consumption spelling) {
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
            .map(consumption -> new RuleConsumption(request, consumption, spelling)),
        request.tokens().entry().name());
  }
}
