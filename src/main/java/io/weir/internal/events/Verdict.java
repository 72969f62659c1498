package io.weir.internal.events;

/** What a filter decides about a request, or finds out about one that it has let through. */
public enum Verdict {
  ALLOWED,
  REFUSED,
  /** The request goes on, because the filter or the rule is in shadow mode. */
  WOULD_REFUSE,
  /** The request goes on, but its answer lacks the headers that a page asked for. */
  WITHOUT_HEADERS,
  /** The request has ended, and nobody has said what it used in a way that can be read. */
  USAGE_MISSING,
  /** The request has cost more than there was. */
  OVERDRAWN
}
