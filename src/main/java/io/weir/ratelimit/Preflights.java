package io.weir.ratelimit;

/** What applies to a CORS preflight that no CORS filter answers: the setting {@code preflights}. */
enum Preflights {
  /** It counts like any OPTIONS request. */
  COUNT,
  /** Only rules per ip count it, because the application answers it. */
  PASS
}
