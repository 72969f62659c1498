package io.weir.internal.events;

import java.time.Instant;

/**
 * That a request was refused because a budget is spent.
 *
 * @param budget its name
 * @param session the pseudonym of the HTTP session; empty if the request has none
 */
public record BudgetExceeded(Instant time, String budget, String session) implements Event {}
