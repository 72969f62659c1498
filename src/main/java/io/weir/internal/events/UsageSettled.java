package io.weir.internal.events;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * That budgets were charged with what a request used.
 *
 * @param budgets the names of the budgets that were charged
 * @param id of the reservation: the same when a request is settled later than it ends
 * @param duration of the request; zero if the usage was reported later
 * @param model as the application names it, which may repeat what a client wrote; empty if it names
 *     none
 * @param inputTokens 0 if none were reported
 * @param outputTokens 0 if none were reported
 * @param seconds 0 if none were reported
 * @param currency by ISO 4217; empty if nothing tells what the request cost
 * @param nanos what the request cost, in nano-units of the currency
 * @param estimated whether nothing was reported, so that the estimate was charged
 * @param priced the model as the table of prices names it; empty if it has no price
 * @param session the pseudonym of the HTTP session; empty if it is not known
 */
public record UsageSettled(
    Instant time,
    List<String> budgets,
    String id,
    Duration duration,
    String model,
    long inputTokens,
    long outputTokens,
    long seconds,
    String currency,
    long nanos,
    boolean estimated,
    String priced,
    String session)
    implements Event {

  public UsageSettled {
    budgets = List.copyOf(budgets);
  }
}
