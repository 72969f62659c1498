package io.weir.cors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Objects;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;

/**
 * Names below which anybody may register one: {@code co.uk}, {@code github.io} (publicsuffix.org).
 * The list is needed for the moment of checking and not kept.
 */
final class PublicSuffixes {

  private static final String LIST = "/org/publicsuffix/list/effective_tld_names.dat";

  private final PublicSuffixMatcher matcher;

  private PublicSuffixes(PublicSuffixMatcher matcher) {
    this.matcher = matcher;
  }

  static PublicSuffixes load() {
    URL list = Objects.requireNonNull(PublicSuffixMatcherLoader.class.getResource(LIST));
    try {
      return new PublicSuffixes(PublicSuffixMatcherLoader.load(list));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a name is one; by the list's rule {@code *} every top-level name is. */
  boolean contains(String name) {
    return name.indexOf('.') < 0 || matcher.getDomainRoot(name) == null;
  }
}
