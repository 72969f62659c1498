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
record InTurn(Buckets buckets, Consumer<Runnable> later) implements Limiter {

  @Override
  public Decision consume(List<Demand> demands) {
    List<Outcome> outcomes = new ArrayList<>(demands.size());
    boolean stopped = false;
    for (Demand demand : demands) {
      Outcome outcome = stopped ? look(demand) : take(demand);
      outcomes.add(outcome);
      stopped |= outcome.stops();
    }
    return new Decision(stopped ? outcomes.stream().map(this::undone).toList() : outcomes);
  }

  private Outcome take(Demand demand) {
    ConsumptionResult result = buckets.take(demand.bucket(), demand.spec(), demand.rule().cost());
    boolean admitted = result.granted() || isSpared(demand);
    return new Outcome(
        demand.rule(),
        admitted ? Outcome.Verdict.ADMITTED : Outcome.Verdict.REFUSED,
        result.gauges(),
        admitted ? Optional.of(new Pledge(demand, result, buckets, later)) : Optional.empty());
  }

  private Outcome look(Demand demand) {
    ConsumptionResult result = buckets.look(demand.bucket(), demand.spec(), demand.rule().cost());
    return new Outcome(
        demand.rule(),
        result.granted() || isSpared(demand) ? Outcome.Verdict.ADMITTED : Outcome.Verdict.REFUSED,
        result.gauges());
  }

  private boolean isSpared(Demand demand) {
    return demand.guest().isPresent() && buckets.knows(demand.guest().get());
  }

  /** What a request took that does not go on was not taken. */
  private Outcome undone(Outcome outcome) {
    outcome
        .pledge()
        .map(Pledge::result)
        .filter(ConsumptionResult::granted)
        .ifPresent(buckets::giveBack);
    return new Outcome(outcome.rule(), outcome.verdict(), outcome.gauges());
  }
}
