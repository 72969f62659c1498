package io.weir.ratelimit;

import io.weir.internal.counting.Buckets;
import io.weir.internal.counting.ConsumptionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Consumes rule after rule. When one refuses, the earlier ones get their tokens back and the later
 * ones are only asked, so that the answer can tell when the request would be admitted by all.
 *
 * @param later runs what asks the buckets when the request has ended
 */
record SequentialLimiter(Buckets buckets, Consumer<Runnable> later) implements Limiter {

  @Override
  public Decision consume(List<TokenRequest> demands) {
    List<RuleResult> outcomes = new ArrayList<>(demands.size());
    boolean stopped = false;
    for (TokenRequest request : demands) {
      RuleResult result = stopped ? look(request) : take(request);
      outcomes.add(result);
      stopped |= result.stops();
    }
    return new Decision(stopped ? outcomes.stream().map(this::undone).toList() : outcomes);
  }

  private RuleResult take(TokenRequest request) {
    ConsumptionResult result =
        buckets.take(request.bucket(), request.spec(), request.rule().cost());
    boolean admitted = result.granted() || isSpared(request);
    return new RuleResult(
        request.rule(),
        admitted ? RuleResult.Verdict.ADMITTED : RuleResult.Verdict.REFUSED,
        result.gauges(),
        admitted
            ? Optional.of(new Consumption(request, result, buckets, later))
            : Optional.empty());
  }

  private RuleResult look(TokenRequest request) {
    ConsumptionResult result =
        buckets.look(request.bucket(), request.spec(), request.rule().cost());
    return new RuleResult(
        request.rule(),
        result.granted() || isSpared(request)
            ? RuleResult.Verdict.ADMITTED
            : RuleResult.Verdict.REFUSED,
        result.gauges());
  }

  private boolean isSpared(TokenRequest request) {
    return request.guest().isPresent() && buckets.knows(request.guest().get());
  }

  /** What a request took that does not go on was not taken. */
  private RuleResult undone(RuleResult result) {
    result
        .pledge()
        .map(Consumption::result)
        .filter(ConsumptionResult::granted)
        .ifPresent(buckets::giveBack);
    return new RuleResult(result.rule(), result.verdict(), result.gauges());
  }
}
