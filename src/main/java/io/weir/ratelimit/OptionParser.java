package io.weir.ratelimit;

import io.weir.internal.grid.Refill;
import io.weir.internal.settings.Spelling;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what stands after the limits, in any order, each once.
 *
 * <pre>
 * option = per KEY | window | smooth | aligned | strict | cost NUMBER | except WHO { "," WHO }
 *        | counting failures | sparing known | block PERIOD [ doubling to PERIOD ]
 *        | countries CODE { "," CODE } | shadow | when-cluster-fails ( local | open | closed )
 * </pre>
 */
final class OptionParser {

  /** What an option begins with, also of those that this version does not have. */
  static final List<String> WORDS =
      List.of(
          "per",
          "window",
          "smooth",
          "aligned",
          "cost",
          "except",
          "shadow",
          "when-cluster-fails",
          "strict",
          "counting",
          "sparing",
          "block",
          "countries");

  private static final List<String> REFILLS = List.of("window", "smooth", "aligned", "strict");
  private static final List<String> FALLBACKS =
      Arrays.stream(WhenClusterFails.values()).map(WhenClusterFails::toString).toList();

  private final Words words;
  private final Set<String> seen = new HashSet<>();
  private Key key = Key.PER_IP;
  private Refill refill = Refill.WINDOW;
  private long cost = 1;
  private List<Who> except = List.of();
  private boolean shadow;
  private Optional<WhenClusterFails> whenClusterFails = Optional.empty();

  OptionParser(Words words) {
    this.words = words;
  }

  Options options() {
    while (!words.atEnd()) {
      int start = words.position();
      String option = words.word("");
      if (WORDS.contains(option)) {
        checkFirst(option);
        read(option, start);
      } else {
        wrong(
            start,
            "not understood after the limits; %s.%s"
                .formatted(String.join(", ", WORDS), Spelling.didYouMean(option, WORDS)));
      }
    }
    return new Options(key, refill, cost, except, shadow, whenClusterFails);
  }

  private void checkFirst(String option) {
    boolean isRefill = REFILLS.contains(option);
    if (!seen.add(isRefill ? "refill" : option)) {
      words.mistake(
          "\"%s\": %s."
              .formatted(
                  option,
                  isRefill
                      ? "one of window, smooth, aligned and strict, and once"
                      : "each option stands once"));
    }
  }

  private void read(String option, int start) {
    switch (option) {
      case "per" -> key = new KeyParser(words).key().orElse(key);
      case "window", "smooth", "aligned" ->
          refill = Refill.valueOf(option.toUpperCase(Locale.ROOT));
      case "strict" -> unavailable(start, "window, smooth or aligned");
      case "cost" -> cost(start);
      case "except" -> except = new WhoParser(words).list();
      case "counting" -> followedBy("failures", start, "every request counts");
      case "sparing" -> followedBy("known", start, "every client counts alike");
      case "block" -> block(start);
      case "countries" -> countries(start);
      case "shadow" -> shadow = true;
      case "when-cluster-fails" -> whenClusterFails(start);
      default -> throw new IllegalStateException(option);
    }
  }

  private void cost(int start) {
    if (words.atDigit()) {
      cost = words.number();
    } else {
      wrong(start, "a whole number belongs after cost, as in cost 2.");
    }
  }

  private void followedBy(String second, int start, String instead) {
    if (words.accept(second)) {
      unavailable(start, instead);
    } else {
      wrong(start, "\"%s\" belongs after it.".formatted(second));
    }
  }

  private void block(int start) {
    LimitParser periods = new LimitParser(words);
    periods.period(start);
    if (words.accept("doubling")) {
      if (!words.accept("to")) {
        wrong(
            start,
            "\"to\" and a period belong after doubling, as in block 1 minute doubling to 1 day.");
        return;
      }
      periods.period(start);
    }
    unavailable(start, "a refusal lasts until the limit admits again");
  }

  private void countries(int start) {
    do {
      String code = words.word(",");
      if (!code.matches("[A-Z]{2}")) {
        wrong(start, "a country is a code of two letters (ISO 3166-1), as in countries DE, AT.");
        return;
      }
    } while (words.accept(','));
    unavailable(start, "requests to all countries count");
  }

  private void whenClusterFails(int start) {
    String fallback = WORDS.contains(words.peek("")) ? "" : words.word("");
    if (FALLBACKS.contains(fallback)) {
      whenClusterFails = Optional.of(WhenClusterFails.valueOf(fallback.toUpperCase(Locale.ROOT)));
    } else {
      words.mistake(
          start,
          "local, open or closed belongs after it.%s"
              .formatted(Spelling.didYouMean(fallback, FALLBACKS)));
    }
  }

  private void unavailable(int start, String instead) {
    words.mistake(
        "\"%s\" is not available in this version; %s.".formatted(words.since(start), instead));
  }

  /** Takes the mistake down and goes on at the next option. */
  private void wrong(int start, String what) {
    words.mistake(start, what);
    words.skipTo(WORDS);
  }
}
