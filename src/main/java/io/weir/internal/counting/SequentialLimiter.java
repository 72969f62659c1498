package io.weir.internal.counting;

import io.weir.internal.counting.ConsumptionResult.Outcome;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the tokens of a list of requests one after the other, from all buckets or from none. When a
 * bucket refuses, the earlier ones get their tokens back and the later ones are only read, so that
 * the results tell when all of them would admit.
 */
record SequentialLimiter(Buckets buckets) {

  List<ConsumptionResult> take(List<TokenRequest> requests) {
    List<ConsumptionResult> results = new ArrayList<>(requests.size());
    boolean stopped = false;
    for (TokenRequest request : requests) {
      ConsumptionResult result = stopped ? look(request) : takeOne(request);
      results.add(result);
      stopped |= request.stopsOthers() && !result.admitted();
    }
    return stopped ? results.stream().map(this::undone).toList() : results;
  }

  List<ConsumptionResult> look(List<TokenRequest> requests) {
    return requests.stream().map(this::look).toList();
  }

  private ConsumptionResult takeOne(TokenRequest request) {
    ConsumptionResult result =
        spared(buckets.take(request.key(), request.spec(), request.tokens()), request);
    return result.admitted() ? result : result.withoutConsumption();
  }

  private ConsumptionResult look(TokenRequest request) {
    return spared(buckets.look(request.key(), request.spec(), request.tokens()), request);
  }

  private ConsumptionResult spared(ConsumptionResult result, TokenRequest request) {
    String login = request.knownLogin();
    return !result.granted() && login != null && buckets.knowsLogin(login)
        ? result.with(Outcome.SPARED)
        : result;
  }

  private ConsumptionResult undone(ConsumptionResult result) {
    Consumption consumption = result.consumption();
    if (consumption != null) {
      buckets.settle(consumption, 0);
    }
    return result.withoutConsumption();
  }
}
