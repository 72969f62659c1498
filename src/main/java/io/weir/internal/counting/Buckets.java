package io.weir.internal.counting;

/** Where tokens are kept, and who is known. */
public interface Buckets {

  /**
   * Takes tokens from a bucket if it has them and nobody is blocked, else none; and then blocks, if
   * the shape says so.
   *
   * @param key the client and the rule, as a pseudonym
   * @param shape what the bucket is like if it must be created
   * @param tokens at least 1, at most what the smallest limit of the bucket holds
   */
  ConsumptionResult take(String key, BucketSpec spec, long tokens);

  /** Reads what {@link #take} would answer now, and takes nothing. */
  ConsumptionResult look(String key, BucketSpec spec, long tokens);

  /**
   * Gives back what was taken, unless the bucket might by then hold more than it would if nothing
   * had been taken: tokens that were refilled meanwhile are not given twice.
   *
   * @param reading a granted one
   */
  void giveBack(ConsumptionResult result);

  /** Forgets what was taken from a bucket, and that it refused. */
  void forget(String key, BucketSpec spec);

  /** Whether the guest was {@linkplain #remember remembered} within 30 days. */
  boolean knows(String guest);

  /**
   * Remembers a guest for 30 days.
   *
   * @param guest a pseudonym
   */
  void remember(String guest);
}
