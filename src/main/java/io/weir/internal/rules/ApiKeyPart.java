package io.weir.internal.rules;

import io.weir.internal.settings.Mistakes;
import io.weir.ratelimit.Rule;
import java.util.List;

/**
 * The owner of the key that a client sends. Without one that is known the request goes nowhere, but
 * for preflights, with which browsers send none.
 *
 * @param header the field that holds the key, and nothing else
 */
public record ApiKeyPart(String header) implements KeyPart {

  public ApiKeyPart {
    FieldPart.Header.checkName(header);
  }

  /** Rules that count by owners where there are none. */
  public static void check(List<Rule> rules, ApiKeys keys, Mistakes mistakes) {
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
  public List<Value> of(RequestFacts facts, PathMatch match) {
    return orAddress(facts.ownerOf(this), facts);
  }

  @Override
  public String toString() {
    return "api-key:" + Quoting.quoted(header);
  }
}
