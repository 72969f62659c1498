package io.weir.internal.upstream;

import java.util.Optional;

/**
 * What budgets hold for a request, as code that calls a service for the request sees it. The
 * request has reserved what one attempt costs; this reserves for those that repeat it.
 */
@FunctionalInterface
public interface AttemptBudget {

  /** No budget: nothing is reserved, and nothing refused. */
  AttemptBudget NONE = () -> Optional.of(() -> {});

  /**
   * Reserves what another attempt may cost. Any thread may ask.
   *
   * @return gives back what was reserved, for an attempt that does not begin; empty if there must
   *     be no other attempt, because a budget refuses it or the request has ended
   */
  Optional<Runnable> reserve();
}
