package io.weir.ratelimit;

import io.weir.internal.counting.Consumption;
import io.weir.internal.counting.LimitState;
import io.weir.internal.counting.Settlement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that a rule took from a request that goes on.
 *
 * @param spelling the tokens of {@link RuleRequest#spelling}
 */
record RuleConsumption(
    RuleRequest request, Consumption consumption, @Nullable Consumption spelling) {

  boolean countsFailures() {
    return request.rule().countsFailures();
  }

  /** The rule does not count the request. */
  Stream<Settlement> refund() {
    return spelling == null
        ? Stream.of(Settlement.refund(consumption))
        : Stream.of(Settlement.refund(consumption), Settlement.refund(spelling));
  }

  /**
   * The request was a login that succeeded. The bucket of this user name at this address forgets
   * the failures before it, but only those of the same spelling: {@code ALICE} and {@code alice}
   * may be two accounts. A bucket of the address alone forgets nothing: otherwise a client that has
   * an account could guess passwords of others, and log in from time to time.
   */
  Stream<Settlement> success(RuleLimiter limiter) {
    if (spelling == null) {
      return Stream.of(new Settlement(consumption, 0, false, request.tokens().knownLogin()));
    }
    List<LimitState> all = limiter.look(request.tokens());
    List<LimitState> own = limiter.look(request.spelling());
    boolean onlyOwn =
        IntStream.range(0, Math.min(all.size(), own.size()))
            .allMatch(i -> all.get(i).left() >= own.get(i).left());
    return Stream.of(
        new Settlement(
            onlyOwn ? consumption : ofSpelling(own), 0, onlyOwn, request.tokens().knownLogin()),
        new Settlement(spelling, 0, true, null));
  }

  /** What all attempts of this spelling took from the bucket of all spellings. */
  private Consumption ofSpelling(List<LimitState> own) {
    long taken = own.stream().mapToLong(state -> state.tokens() - state.left()).min().orElse(0);
    return new Consumption(
        consumption.place(),
        consumption.key(),
        consumption.spec(),
        Math.max(consumption.tokens(), taken),
        consumption.taken(),
        consumption.entry(),
        consumption.levels());
  }
}
