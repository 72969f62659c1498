package io.weir.ratelimit;

import io.weir.internal.counting.Buckets;
import io.weir.internal.counting.Reading;
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
    Reading reading = buckets.take(demand.bucket(), demand.shape(), demand.rule().cost());
    boolean admitted = reading.granted() || isSpared(demand);
    return new Outcome(
        demand.rule(),
        admitted ? Outcome.Verdict.ADMITTED : Outcome.Verdict.REFUSED,
        reading.gauges(),
        admitted ? Optional.of(new Pledge(demand, reading, buckets, later)) : Optional.empty());
  }

  private Outcome look(Demand demand) {
    Reading reading = buckets.look(demand.bucket(), demand.shape(), demand.rule().cost());
    return new Outcome(
        demand.rule(),
        reading.granted() || isSpared(demand) ? Outcome.Verdict.ADMITTED : Outcome.Verdict.REFUSED,
        reading.gauges());
  }

  private boolean isSpared(Demand demand) {
    return demand.guest().isPresent() && buckets.knows(demand.guest().get());
  }

  /** What a request took that does not go on was not taken. */
  private Outcome undone(Outcome outcome) {
    outcome.pledge().map(Pledge::reading).filter(Reading::granted).ifPresent(buckets::giveBack);
    return new Outcome(outcome.rule(), outcome.verdict(), outcome.gauges());
  }
}
