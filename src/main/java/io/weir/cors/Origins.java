package io.weir.cors;

import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Origins that an administrator listed, or every origin. */
final class Origins {

  static final String ALL = "*";

  private static final String NOBODY =
      "nothing is written, so no page could read anything; an origin such as https://app.example.com, sub-domains such as https://*.example.com, or * for every page.";

  private final boolean all;
  private final List<OriginPattern> patterns;
  private final OriginTree tree;

  private Origins(boolean all, List<OriginPattern> patterns) {
    this.all = all;
    this.patterns = List.copyOf(patterns);
    this.tree = OriginTree.of(patterns);
  }

  /** One that must name somebody. */
  static Setting<Origins> required(String name) {
    return new Setting<>(
        name,
        "",
        (text, where, mistakes) -> {
          if (text.replace(',', ' ').isBlank()) {
            mistakes.add(where, NOBODY);
          }
          return read(text, where, mistakes);
        });
  }

  /** One that may name nobody. */
  static Setting<Origins> optional(String name) {
    return new Setting<>(name, "", Origins::read);
  }

  private static Origins read(String text, String where, Mistakes mistakes) {
    List<String> written =
        Arrays.stream(text.split(",")).map(String::strip).filter(one -> !one.isEmpty()).toList();
    if (written.contains(ALL)) {
      if (written.size() > 1) {
        mistakes.add(where, "\"*\" is every origin and stands alone; leave the others out, or it.");
      }
      return new Origins(true, List.of());
    }
    List<OriginPattern> patterns = new ArrayList<>();
    for (String one : written) {
      try {
        patterns.add(OriginPattern.parse(one));
      } catch (IllegalArgumentException e) {
        mistakes.add(where, String.valueOf(e.getMessage()));
      }
    }
    return new Origins(false, patterns);
  }

  boolean all() {
    return all;
  }

  List<OriginPattern> patterns() {
    return patterns;
  }

  /** Whether a list of them has this one; where all are allowed, none is listed. */
  boolean list(WebOrigin origin) {
    return tree.contains(origin);
  }

  @Override
  public String toString() {
    return all
        ? ALL
        : patterns.stream().map(OriginPattern::toString).collect(Collectors.joining(", "));
  }
}
