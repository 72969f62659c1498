package io.weir.ratelimit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * What shows that a login succeeded, where a rule says it: {@code success on status 200, 204}.
 *
 * @param statuses those of a success; none unless the kind is {@link Kind#STATUS}
 */
record SuccessSign(Kind kind, SortedSet<Integer> statuses) {

  /** What kind of sign. */
  enum Kind {
    /** The response has one of some statuses. */
    STATUS,
    /** The response redirects, but not to the login itself, its page or its error page. */
    REDIRECT,
    /** The session has a new id, or the request a user that it did not have before. */
    SESSION;

    /** As it is written. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The kinds as they are written. */
  static final List<String> KINDS = Arrays.stream(Kind.values()).map(Kind::toString).toList();

  /** As it is written in a rule. */
  @Override
  public String toString() {
    String codes = statuses.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return "success on " + kind + (kind == Kind.STATUS ? " " + codes : "");
  }
}
