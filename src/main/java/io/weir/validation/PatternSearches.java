package io.weir.validation;

/**
 * The comparisons of one request with patterns: what lines in shadow look at costs the others
 * nothing.
 */
record PatternSearches(PatternSearch enforced, PatternSearch shadow) {

  static PatternSearches of(PatternLists lists) {
    return new PatternSearches(new PatternSearch(lists), new PatternSearch(lists));
  }

  PatternSearch of(RequestCheck check) {
    return check.shadow() ? shadow : enforced;
  }
}
