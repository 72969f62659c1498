package io.weir.internal.counting;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of a consumption when its request has ended. Each consumption is settled at most
 * once.
 *
 * @param consumption what the request took
 * @param tokens what the request cost in the end, 0 to 1 000 000 000; 0 is a refund
 * @param forgetsBucket whether the bucket forgets all consumptions and blocks, as after a
 *     successful login; {@code tokens} then has no effect
 * @param knownLogin the pseudonym of a user name at an address that is {@linkplain
 *     Buckets#rememberLogin remembered}; null for none
 */
public record Settlement(
    Consumption consumption, long tokens, boolean forgetsBucket, @Nullable String knownLogin) {

  public Settlement {
    if (tokens < 0 || tokens > Limit.MAX_TOKENS) {
      throw new IllegalArgumentException(
          "a request costs 0 to %s tokens, not %s".formatted(Limit.MAX_TOKENS, tokens));
    }
  }

  /** The request cost this many tokens. */
  public static Settlement of(Consumption consumption, long tokens) {
    return new Settlement(consumption, tokens, false, null);
  }

  /** The request cost nothing. */
  public static Settlement refund(Consumption consumption) {
    return of(consumption, 0);
  }
}
