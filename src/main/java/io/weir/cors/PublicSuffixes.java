package io.weir.cors;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.hc.client5.http.psl.PublicSuffixList;
import org.apache.hc.client5.http.psl.PublicSuffixListParser;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;

/**
 * Domains below which anyone can register a name: {@code co.uk}, {@code github.io}
 * (publicsuffix.org). The list is loaded to check the settings and then released.
 */
final class PublicSuffixes {

  private static final String LIST = "/org/publicsuffix/list/effective_tld_names.dat";
  private static final String WILDCARD = "*.";

  private final List<PublicSuffixList> lists;
  private final PublicSuffixMatcher matcher;

  private PublicSuffixes(List<PublicSuffixList> lists) {
    this.lists = lists;
    this.matcher = new PublicSuffixMatcher(lists);
  }

  static PublicSuffixes load() {
    try (InputStream list =
        Objects.requireNonNull(PublicSuffixMatcher.class.getResourceAsStream(LIST))) {
      return new PublicSuffixes(
          PublicSuffixListParser.INSTANCE.parseByType(
              new InputStreamReader(list, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The name, if it is a public suffix; otherwise the shortest public suffix below it: {@code
   * windows.net} is not a public suffix, but {@code web.core.windows.net} is.
   */
  Optional<String> atOrBelow(String name) {
    return contains(name) ? Optional.of(name) : below(name);
  }

  /** Every top-level domain is a public suffix: the default rule of the list is {@code *}. */
  private boolean contains(String name) {
    return name.indexOf('.') < 0 || matcher.getDomainRoot(name) == null;
  }

  private Optional<String> below(String name) {
    String end = "." + IDN.toUnicode(name);
    return lists.stream()
        .flatMap(list -> list.getRules().stream())
        .filter(rule -> rule.endsWith(end))
        .map(rule -> rule.startsWith(WILDCARD) ? rule.substring(WILDCARD.length()) : rule)
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()));
  }
}
