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
 * @param spelling what the login took from the bucket of one spelling of the name, where the bucket
 *     of all spellings {@code forgetsBucket}: that bucket then forgets only what this spelling
 *     took, and the bucket of the spelling forgets everything; null if there is none
 * @param knownLogin a hash of a user name at an address that is {@linkplain TokenRequest#knownLogin
 *     known} for 30 days from now; {@link TokenRequest#NO_LOGIN} for none
 */
public record Settlement(
    Consumption consumption,
    long tokens,
    boolean forgetsBucket,
    @Nullable Consumption spelling,
    long knownLogin) {

  public Settlement {
    if (tokens < 0 || tokens > Limit.MAX_TOKENS) {
      throw new IllegalArgumentException(
          "a request costs 0 to %s tokens, not %s".formatted(Limit.MAX_TOKENS, tokens));
    }
  }

  /** The request cost this many tokens. */
  public static Settlement of(Consumption consumption, long tokens) {
    return new Settlement(consumption, tokens, false, null, TokenRequest.NO_LOGIN);
  }

  /** The request cost nothing. */
  public static Settlement refund(Consumption consumption) {
    return of(consumption, 0);
  }

  /** The request cost nothing, and the login is known from now on. */
  public static Settlement refund(Consumption consumption, long knownLogin) {
    return new Settlement(consumption, 0, false, null, knownLogin);
  }

  /** A login succeeded: the failures of this spelling of the name are forgotten. */
  public static Settlement success(Consumption consumption, Consumption spelling, long knownLogin) {
    return new Settlement(consumption, 0, true, spelling, knownLogin);
  }
}
