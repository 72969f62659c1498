package io.weir.internal.grid;

/** Where tokens are kept. */
public interface Buckets {

  /**
   * Takes tokens from a bucket if it has them, else none.
   *
   * @param key the client and the rule, as a pseudonym
   * @param shape what the bucket is like if it must be created
   * @param tokens at least 1, at most what the smallest limit of the bucket holds
   */
  Reading take(String key, Shape shape, long tokens);

  /** Reads what {@link #take} would answer now, and takes nothing. */
  Reading look(String key, Shape shape, long tokens);

  /**
   * Gives back what was taken, unless the bucket might by then hold more than it would if nothing
   * had been taken: tokens that were refilled meanwhile are not given twice.
   *
   * @param reading a granted one
   */
  void giveBack(Reading reading);
}
