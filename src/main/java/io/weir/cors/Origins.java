package io.weir.cors;

import io.weir.internal.http.CommaList;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The origins in a setting: a list of patterns, or {@code *} for every origin. */
final class Origins {

  static final String WILDCARD = "*";

  private static final String EMPTY =
      "the list is empty, so no page could read a response; write an origin such as https://app.example.com, subdomains such as https://*.example.com, or * for every origin.";

  private final boolean wildcard;
  private final List<OriginPattern> patterns;
  private final OriginTree tree;

  private Origins(boolean wildcard, List<OriginPattern> patterns) {
    this.wildcard = wildcard;
    this.patterns = List.copyOf(patterns);
    this.tree = OriginTree.of(patterns);
  }

  /** A setting that must contain at least one origin. */
  static Setting<Origins> required(String name) {
    return new Setting<>(
        name,
        "",
        (text, where, mistakes) -> {
          if (CommaList.of(text).isEmpty()) {
            mistakes.add(where, EMPTY);
          }
          return read(text, where, mistakes);
        });
  }

  /** A setting that may be empty. */
  static Setting<Origins> optional(String name) {
    return new Setting<>(name, "", Origins::read);
  }

  private static Origins read(String text, String where, Mistakes mistakes) {
    List<String> elements = CommaList.of(text);
    if (elements.contains(WILDCARD)) {
      if (elements.size() > 1) {
        mistakes.add(
            where,
            "\"*\" allows every origin and must stand alone; remove it, or remove the other origins.");
      }
      return new Origins(true, List.of());
    }
    List<OriginPattern> patterns = new ArrayList<>();
    for (String element : elements) {
      try {
        patterns.add(CommaList.value(element, OriginPattern::parse));
      } catch (IllegalArgumentException e) {
        mistakes.add(where, String.valueOf(e.getMessage()));
      }
    }
    return new Origins(false, patterns);
  }

  boolean isWildcard() {
    return wildcard;
  }

  List<OriginPattern> patterns() {
    return patterns;
  }

  /** Whether a pattern matches the origin. {@code *} is not a pattern. */
  boolean contains(WebOrigin origin) {
    return tree.matches(origin);
  }

  @Override
  public String toString() {
    return wildcard
        ? WILDCARD
        : patterns.stream().map(OriginPattern::toString).collect(Collectors.joining(", "));
  }
}
