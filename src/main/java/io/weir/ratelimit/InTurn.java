package io.weir.ratelimit;

import io.weir.internal.grid.Buckets;
import io.weir.internal.grid.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * Consumes rule after rule. When one refuses, the earlier ones get their tokens back and the later
 * ones are only asked, so that the answer can tell when the request would be admitted by all.
 */
record InTurn(Buckets buckets) implements Limiter {

  @Override
  public Decision consume(List<Demand> demands) {
    List<Outcome> outcomes = new ArrayList<>(demands.size());
    List<Reading> taken = new ArrayList<>(demands.size());
    boolean stopped = false;
    for (Demand demand : demands) {
      Reading reading = stopped ? look(demand) : take(demand);
      Outcome outcome = outcome(demand, reading);
      outcomes.add(outcome);
      if (!stopped && outcome.stops()) {
        stopped = true;
        taken.forEach(buckets::giveBack);
      } else if (reading.granted()) {
        taken.add(reading);
      }
    }
    return new Decision(outcomes);
  }

  private Reading take(Demand demand) {
    return buckets.take(demand.bucket(), demand.shape(), demand.rule().cost());
  }

  private Reading look(Demand demand) {
    return buckets.look(demand.bucket(), demand.shape(), demand.rule().cost());
  }

  private static Outcome outcome(Demand demand, Reading reading) {
    return new Outcome(
        demand.rule(),
        reading.granted() ? Outcome.Verdict.ADMITTED : Outcome.Verdict.REFUSED,
        reading.gauges());
  }
}
