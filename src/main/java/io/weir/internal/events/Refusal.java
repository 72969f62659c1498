package io.weir.internal.events;

import java.time.Instant;
import java.util.UUID;

/**
 * That a filter refuses a key, from its first refusal until requests of the key may pass again.
 * Repeated refusals are the same refusal.
 *
 * @param id what the client and the logs are told
 * @param time when the first request was refused
 * @param subject what was refused
 * @param status of the response, 400 to 599
 * @param line what the administrator wrote
 * @param left what was left of each limit, in words; empty if nothing was counted
 * @param until when a request may pass again, as far as the first refusal knew; {@link Instant#MAX}
 *     if time does not help
 */
public record Refusal(
    UUID id, Instant time, Subject subject, int status, String line, String left, Instant until)
    implements Event {

  /**
   * What was refused.
   *
   * @param filter the name of the filter in settings: {@code rate-limit}
   * @param rule the name of the rule, check, budget or circuit; empty for the filter as a whole
   * @param key the pseudonym of the client; empty if all clients are refused alike
   */
  public record Subject(String filter, String rule, String key) {}

  /**
   * What is told of a refusal.
   *
   * @param status of the response, 400 to 599
   * @param line what the administrator wrote
   * @param left what was left of each limit, in words; empty if nothing was counted
   */
  public record Explanation(int status, String line, String left) {}
}
