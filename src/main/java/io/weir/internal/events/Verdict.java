package io.weir.internal.events;

/** What a filter decides about a request. */
public enum Verdict {
  ALLOWED,
  REFUSED,
  /** The request goes on, because the filter or the rule is in shadow mode. */
  WOULD_REFUSE,
  /** The request goes on, but its answer lacks the headers that a page asked for. */
  WITHOUT_HEADERS
}
