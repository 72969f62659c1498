package io.weir.upstream;

/**
 * How many attempts may be repeated: a share of all calls, so that repetitions do not multiply the
 * load of a service that fails. Thread-safe.
 */
final class RetryBudget {

  /** So many hundredths are one repetition. */
  private static final int ONE = 100;

  /** What a service that is called seldom may use at once. */
  private static final int MOST = 10 * ONE;

  private final int percent;
  private final Runnable exhausted;
  private int hundredths;

  /**
   * A full budget.
   *
   * @param percent repetitions for 100 calls
   * @param exhausted runs whenever a repetition is wanted and there is none
   */
  RetryBudget(int percent, Runnable exhausted) {
    this.percent = percent;
    this.exhausted = exhausted;
    this.hundredths = percent == 0 ? 0 : MOST;
  }

  /** A call begins. */
  synchronized void called() {
    hundredths = Math.min(MOST, hundredths + percent);
  }

  /** Whether an attempt may be repeated; if so, it is counted. */
  boolean take() {
    boolean taken = takeOne();
    if (!taken && percent > 0) {
      exhausted.run();
    }
    return taken;
  }

  private synchronized boolean takeOne() {
    boolean enough = hundredths >= ONE;
    hundredths -= enough ? ONE : 0;
    return enough;
  }
}
