package io.weir.internal.events;

import java.time.Instant;

/**
 * That a budget has reached a percentage at which it warns.
 *
 * @param budget its name
 * @param percent 1 to 100
 */
public record BudgetWarned(Instant time, String budget, int percent) implements Event {}
