package io.weir.ratelimit;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.ConsumptionResult;
import io.weir.internal.counting.CountingService;
import io.weir.internal.counting.TokenRequest;
import io.weir.ratelimit.RuleResult.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts requests by rules. */
record RuleLimiter(CountingService counting) {

  /**
   * Takes the tokens of a request, from the buckets of all rules that match it or from none.
   *
   * @param requests one for each rule, in the order of the rules
   */
  Decision take(List<RuleRequest> requests) {
    // Without streams, because every request comes here.
    List<TokenRequest> tokens = new ArrayList<>(requests.size() + 1);
    for (RuleRequest request : requests) {
      tokens.add(request.tokens());
    }
    for (RuleRequest request : requests) {
      if (request.spelling() != null) {
        tokens.add(request.spelling());
      }
    }
    List<ConsumptionResult> results = counting.take(tokens);
    List<RuleResult> outcomes = new ArrayList<>(requests.size());
    int spelled = requests.size();
    for (int i = 0; i < requests.size(); i++) {
      RuleRequest request = requests.get(i);
      Consumption spelling =
          request.spelling() == null ? null : results.get(spelled++).consumption();
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
