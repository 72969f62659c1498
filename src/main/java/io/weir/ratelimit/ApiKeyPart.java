package io.weir.ratelimit;

import io.weir.internal.settings.Mistakes;
import java.util.List;

/**
 * The owner of the key that a client sends. Without one that is known the request goes nowhere, but
 * for preflights, with which browsers send none.
 *
 * @param header the field that holds the key, and nothing else
 */
record ApiKeyPart(String header) implements Part {

  ApiKeyPart {
    FieldPart.Header.checkName(header);
  }

  /** Rules that count by owners where there are none. */
  static void check(List<Rule> rules, ApiKeys keys, Mistakes mistakes) {
    if (keys.isEmpty()) {
      rules.stream()
          .flatMap(rule -> rule.key().parts().stream())
          .filter(ApiKeyPart.class::isInstance)
          .distinct()
          .forEach(
              part ->
                  mistakes.add(
                      "rules",
                      "\"%s\": whose keys? weir.api-keys.alice = the SHA-256 of hers"
                          .formatted(part)));
    }
  }

  @Override
  public List<Value> of(Asked asked, Place place) {
    return orAddress(asked.ownerOf(this), asked);
  }

  @Override
  public String toString() {
    return "api-key:" + Quotes.quoted(header);
  }
}
