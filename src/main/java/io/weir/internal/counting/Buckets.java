package io.weir.internal.counting;

/** Buckets of tokens and known logins, in the cluster or in this JVM. */
public interface Buckets {

  /**
   * Takes tokens from a bucket if it has them and no block lasts, else none. A refusal begins a
   * block where the spec has one.
   *
   * @param key of the bucket, a pseudonym
   * @param spec the properties of the bucket, if it must be created
   * @param tokens 1 to what the smallest limit of the bucket holds
   * @return granted or refused, with a consumption, which is of 0 tokens if refused
   */
  ConsumptionResult take(String key, BucketSpec spec, long tokens);

  /** Reads what {@link #take} would return now, and takes nothing. */
  ConsumptionResult look(String key, BucketSpec spec, long tokens);

  /**
   * Corrects a consumption to what the request cost in the end.
   *
   * <p>If it cost less, tokens are given back, as many as the bucket could hold by now if they had
   * never been taken: a token that was refilled meanwhile is not given back as well. A block that
   * began only because of these tokens ends.
   *
   * <p>If it cost more, the rest is taken even if the bucket does not have it, and no block begins:
   *
   * <ul>
   *   <li>{@link Refill#WINDOW}, {@link Refill#SMOOTH}, {@link Refill#ALIGNED}: the bucket owes the
   *       missing tokens to each limit. It refuses until refills have paid the debt. The debt is
   *       forgotten with the bucket: at the earliest one refill time after the last change of the
   *       bucket. A debt that would take longer than 292 years is not taken at all.
   *   <li>{@link Refill#STRICT}: the tokens count as taken at the time of the settlement, so they
   *       come back one period later. The bucket never owes: of more tokens than the largest limit
   *       holds, that many count.
   * </ul>
   *
   * @param tokens 0 to 1 000 000 000
   */
  void settle(Consumption consumption, long tokens);

  /** Forgets what was taken from a bucket, and its blocks. */
  void forget(String key, BucketSpec spec);

  /** Whether a login was {@linkplain #rememberLogin remembered} within 30 days. */
  boolean knowsLogin(String login);

  /**
   * Remembers a login for 30 days.
   *
   * @param login the pseudonym of a user name at an address
   */
  void rememberLogin(String login);
}
