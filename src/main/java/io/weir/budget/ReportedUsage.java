package io.weir.budget;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a request used, as the application says: {@code model=gpt-5; input=1200; output=340}, {@code
 * usd=0.0123}, {@code seconds=73; usd=0.95}.
 *
 * @param money in nano-units; it precedes the price of the tokens
 * @param tokens nothing if none were told
 * @param seconds rounded up
 */
record ReportedUsage(
    Optional<String> model,
    OptionalLong money,
    Optional<Price.Tokens> tokens,
    OptionalLong seconds) {

  /** Says that the usage will be reported later, by the id of the reservation. */
  static final String LATE = "late";

  private static final int MOST_CHARACTERS = 1000;
  private static final List<String> NAMES =
      List.of("model", "input", "output", "cached", "seconds");

  /**
   * Reads a text. Everything in it must be understood: of half a text, the missing half might be
   * the dearer.
   *
   * @param currency of the budgets, by ISO 4217, whose code in small letters names an amount
   * @throws IllegalArgumentException if it is not understood
   */
  static ReportedUsage parse(String text, String currency) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException("longer than %s characters".formatted(MOST_CHARACTERS));
    }
    Map<String, String> fields = fields(text, currency.toLowerCase(Locale.ROOT));
    OptionalLong money = OptionalLong.empty();
    OptionalLong seconds = OptionalLong.empty();
    if (fields.containsKey("money")) {
      money = OptionalLong.of(Money.roundedUp(fields.getOrDefault("money", "")));
    }
    if (fields.containsKey("seconds")) {
      seconds = OptionalLong.of(roundedUp(fields.getOrDefault("seconds", "")));
    }
    Optional<Price.Tokens> tokens =
        fields.containsKey("input") || fields.containsKey("output")
            ? Optional.of(
                new Price.Tokens(
                    number(fields, "input"), number(fields, "output"), number(fields, "cached")))
            : Optional.empty();
    if (money.isEmpty() && seconds.isEmpty() && tokens.isEmpty()) {
      throw new IllegalArgumentException("it tells neither tokens nor money nor seconds");
    }
    return new ReportedUsage(Optional.ofNullable(fields.get("model")), money, tokens, seconds);
  }

  private static Map<String, String> fields(String text, String currency) {
    Map<String, String> fields = new HashMap<>();
    for (String part : text.split(";", -1)) {
      if (part.isBlank()) {
        continue;
      }
      String[] nameAndValue = part.split("=", 2);
      String name = nameAndValue[0].strip().toLowerCase(Locale.ROOT);
      String known = name.equals(currency) ? "money" : name;
      if (nameAndValue.length < 2 || !(known.equals("money") || NAMES.contains(known))) {
        throw new IllegalArgumentException("a part of it is not known");
      }
      if (fields.put(known, nameAndValue[1].strip()) != null) {
        throw new IllegalArgumentException("a part of it stands twice");
      }
    }
    return fields;
  }

  private static long number(Map<String, String> fields, String name) {
    String text = fields.getOrDefault(name, "0");
    if (!text.matches("[0-9]{1,15}")) {
      throw new IllegalArgumentException("a number of tokens is a whole number");
    }
    return Long.parseLong(text);
  }

  private static long roundedUp(String text) {
    if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
      throw new IllegalArgumentException("seconds are a decimal");
    }
    String[] parts = text.split("\\.", 2);
    boolean more = parts.length == 2 && !parts[1].matches("0+");
    return Long.parseLong(parts[0]) + (more ? 1 : 0);
  }
}
