package io.weir.internal.settings;

/**
 * A setting or a declaration that cannot work.
 *
 * @param where the setting and, of a table, its line: {@code rules, line 3}
 * @param what the given value, what is allowed, an example that works, and the name probably meant
 */
public record Mistake(String where, String what) {

  /**
   * The same mistake with the name of its filter before a place that other filters have too: {@code
   * RateLimitFilter: mode}. A full name, {@code weir.rate-limit.mode}, stays as it is.
   */
  public Mistake of(String filter) {
    return where.startsWith(Settings.PREFIX) ? this : new Mistake(filter + ": " + where, what);
  }

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
