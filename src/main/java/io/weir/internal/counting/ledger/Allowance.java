package io.weir.internal.counting.ledger;

/**
 * How much may be spent in a span of time.
 *
 * @param amount in the unit of its account, at least 1: nano-units of money, tokens, seconds
 */
public record Allowance(long amount, Span span) {

  public Allowance {
    if (amount < 1) {
      throw new IllegalArgumentException("the amount must be more than 0.");
    }
  }

  /** This percentage of the amount, 1 to 100; rounded up, so that no threshold is 0. */
  public long percent(int percentage) {
    // In two parts, so that no product overflows.
    long rest = amount % 100 * percentage;
    return amount / 100 * percentage + (rest + 99) / 100;
  }

  /** The same span with another amount. */
  public Allowance of(long other) {
    return new Allowance(other, span);
  }
}
