package io.weir.upstream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Whether and when one call is attempted again: exponential backoff with full jitter, so that
 * clients which failed together do not come back together. Time is passed in. Not thread-safe: the
 * attempts of a call follow each other.
 */
final class RetryPlan {

  private final UpstreamPolicy policy;
  private final RetryBudget budget;
  private final boolean idempotent;
  private final RandomGenerator random;
  private final Instant deadline;
  private int repeated;

  /** The plan of a call that begins now. */
  RetryPlan(
      UpstreamPolicy policy,
      RetryBudget budget,
      boolean idempotent,
      RandomGenerator random,
      Instant now) {
    this.policy = policy;
    this.budget = budget;
    this.idempotent = idempotent;
    this.random = random;
    this.deadline = now.plus(policy.deadline());
    budget.called();
  }

  /** The wait before the next attempt; nothing if there is none. */
  Optional<Duration> next(Result result, Instant now) {
    if (!idempotent || !result.repeatable() || repeated >= policy.retries()) {
      return Optional.empty();
    }
    Duration chosen = jitter();
    Duration wait = result.retryAfter().filter(asked -> asked.compareTo(chosen) > 0).orElse(chosen);
    // A shorter wait than the service asks for would fail, and a longer one is too long.
    if (wait.compareTo(Duration.between(now, deadline)) >= 0 || !budget.take()) {
      return Optional.empty();
    }
    repeated++;
    return Optional.of(wait);
  }

  /** From nothing to the base, then to twice, four times as much. */
  private Duration jitter() {
    Duration most = policy.base();
    for (int i = 0; i < repeated && most.compareTo(policy.longest()) < 0; i++) {
      most = most.multipliedBy(2);
    }
    Duration bounded = most.compareTo(policy.longest()) < 0 ? most : policy.longest();
    return Duration.ofNanos((long) (bounded.toNanos() * random.nextDouble()));
  }
}
