package io.weir.internal.events;

import java.time.Duration;
import java.time.Instant;

/**
 * How much of a budget is used, as a request has found it.
 *
 * @param budget its name
 * @param key the pseudonym of whom it counts
 * @param unit what it counts: a currency by ISO 4217, {@code tokens}, {@code seconds}
 * @param used what is spent and what other requests hold, in nano-units of a currency, or units
 * @param amount the whole budget, in the same unit
 * @param span how long what is spent counts; zero if until a reset
 */
public record BudgetLevel(
    Instant time, String budget, String key, String unit, long used, long amount, Duration span)
    implements Event {}
