package io.weir.ratelimit;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.PeriodParser;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.settings.NameSuggestion;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the options that follow the limits, in any order, each once.
 *
 * <pre>
 * option = per KEY | window | smooth | aligned | strict | cost NUMBER | except EXEMPTION { "," EXEMPTION }
 *        | counting failures | sparing known | block PERIOD [ doubling to PERIOD ]
 *        | countries CODE { "," CODE } | shadow | when-cluster-fails ( local | open | closed )
 * </pre>
 */
final class OptionParser {

  /** The words that begin an option, in the order in which messages list them. */
  private static final List<String> WORDS =
      List.of(
          "per",
          "window",
          "smooth",
          "aligned",
          "strict",
          "cost",
          "except",
          "counting",
          "sparing",
          "block",
          "countries",
          "shadow",
          "when-cluster-fails");

  static final Set<String> KEYWORDS = Set.copyOf(WORDS);

  private static final List<String> REFILLS = List.of("window", "smooth", "aligned", "strict");
  private static final List<String> FALLBACKS =
      Arrays.stream(WhenClusterFails.values()).map(WhenClusterFails::toString).toList();

  private final RuleScanner scanner;
  private final Set<String> seen = new HashSet<>();
  private Key key = Key.PER_IP;
  private Refill refill = Refill.WINDOW;
  private long cost = 1;
  private List<Exemption> except = List.of();
  private boolean shadow;
  private Optional<Countries> countries = Optional.empty();
  private Optional<WhenClusterFails> whenClusterFails = Optional.empty();
  private boolean countingFailures;
  private boolean sparingKnown;
  private Optional<Block> block = Optional.empty();

  OptionParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  RuleOptions options() {
    while (!scanner.atEnd()) {
      int start = scanner.position();
      String option = scanner.word("");
      if (WORDS.contains(option)) {
        checkFirst(option);
        read(option, start);
      } else {
        scanner.mistakeAndSkip(
            start,
            "not understood after the limits; allowed are %s. Names with blanks need quotes.%s"
                .formatted(String.join(", ", WORDS), NameSuggestion.didYouMean(option, WORDS)));
      }
    }
    return new RuleOptions(
        key,
        refill,
        cost,
        except,
        shadow,
        countries,
        whenClusterFails,
        countingFailures,
        sparingKnown,
        block);
  }

  private void checkFirst(String option) {
    boolean isRefill = REFILLS.contains(option);
    if (!seen.add(isRefill ? "refill" : option)) {
      scanner.mistake(
          "\"%s\": %s."
              .formatted(
                  option,
                  isRefill
                      ? "only one of window, smooth, aligned and strict is allowed"
                      : "write each option once"));
    }
  }

  private void read(String option, int start) {
    switch (option) {
      case "per" -> key = Key.parse(scanner).orElse(key);
      case "window", "smooth", "aligned", "strict" ->
          refill = Refill.valueOf(option.toUpperCase(Locale.ROOT));
      case "cost" -> cost(start);
      case "except" -> except = Exemption.parse(scanner);
      case "shadow" -> shadow = true;
      case "countries" -> countries = Countries.parse(scanner, start);
      case "when-cluster-fails" -> whenClusterFails(start);
      case "counting" -> countingFailures = isFollowedBy("failures", start);
      case "sparing" -> sparingKnown = isFollowedBy("known", start);
      case "block" -> block(start);
      default -> throw new IllegalStateException(option);
    }
  }

  private boolean isFollowedBy(String second, int start) {
    boolean follows = scanner.argument().equals(second);
    if (!follows) {
      scanner.mistakeAndSkip(start, "\"%s\" must follow.".formatted(second));
    }
    return follows;
  }

  private void block(int start) {
    Optional<Duration> first = PeriodParser.parse(scanner, start);
    Optional<Duration> longest = first;
    if (scanner.accept("doubling")) {
      if (!scanner.accept("to")) {
        scanner.mistakeAndSkip(
            start,
            "\"to\" and a period must follow doubling, as in block 1 minute doubling to 1 day.");
        return;
      }
      longest = PeriodParser.parse(scanner, start);
    }
    if (first.isPresent() && longest.isPresent()) {
      Duration most = longest.get();
      block = scanner.create(start, () -> new Block(first.get(), most));
    }
  }

  private void cost(int start) {
    String number = scanner.argument();
    if (number.matches("[0-9]{1,10}")) {
      cost = Long.parseLong(number);
    } else {
      scanner.mistakeAndSkip(
          start,
          "a whole number up to %d must follow cost, as in cost 2.".formatted(Limit.MAX_TOKENS));
    }
  }

  private void whenClusterFails(int start) {
    String fallback = scanner.argument();
    if (FALLBACKS.contains(fallback)) {
      whenClusterFails = Optional.of(WhenClusterFails.valueOf(fallback.toUpperCase(Locale.ROOT)));
    } else {
      scanner.mistakeAndSkip(
          start,
          "local, open or closed must follow." + NameSuggestion.didYouMean(fallback, FALLBACKS));
    }
  }
}
