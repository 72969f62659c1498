package io.weir.ratelimit;

import io.weir.internal.counting.Block;
import io.weir.internal.counting.Refill;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.ExemptionParser;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.KeyParser;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.settings.NameSuggestion;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads what stands after the limits, in any order, each once.
 *
 * <pre>
 * option = per KEY | window | smooth | aligned | strict | cost NUMBER | except WHO { "," WHO }
 *        | counting failures | sparing known | block PERIOD [ doubling to PERIOD ]
 *        | countries CODE { "," CODE } | shadow | when-cluster-fails ( local | open | closed )
 * </pre>
 */
public final class OptionParser {

  /** What an option begins with. */
  public static final List<String> WORDS =
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
        scanner.mistakeUntil(
            WORDS,
            start,
            "not understood after the limits; %s. Names with blanks stand in quotes.%s"
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
                      ? "one of window, smooth, aligned and strict, and once"
                      : "each option stands once"));
    }
  }

  private void read(String option, int start) {
    switch (option) {
      case "per" -> key = new KeyParser(scanner).key().orElse(key);
      case "window", "smooth", "aligned", "strict" ->
          refill = Refill.valueOf(option.toUpperCase(Locale.ROOT));
      case "cost" -> cost(start);
      case "except" -> except = new ExemptionParser(scanner).list();
      case "shadow" -> shadow = true;
      case "countries" -> countries(start);
      case "when-cluster-fails" -> whenClusterFails(start);
      case "counting" -> countingFailures = isFollowedBy("failures", start);
      case "sparing" -> sparingKnown = isFollowedBy("known", start);
      case "block" -> block(start);
      default -> throw new IllegalStateException(option);
    }
  }

  private boolean isFollowedBy(String second, int start) {
    boolean there = scanner.wordBefore(WORDS).equals(second);
    if (!there) {
      scanner.mistakeUntil(WORDS, start, "\"%s\" belongs after it.".formatted(second));
    }
    return there;
  }

  private void block(int start) {
    LimitParser periods = new LimitParser(scanner);
    Optional<Duration> first = periods.period(start);
    Optional<Duration> longest = first;
    if (scanner.accept("doubling")) {
      if (!scanner.accept("to")) {
        scanner.mistakeUntil(
            WORDS,
            start,
            "\"to\" and a period belong after doubling, as in block 1 minute doubling to 1 day.");
        return;
      }
      longest = periods.period(start);
    }
    if (first.isPresent() && longest.isPresent()) {
      Duration most = longest.get();
      block = scanner.made(start, () -> new Block(first.get(), most));
    }
  }

  private void cost(int start) {
    String number = scanner.wordBefore(WORDS);
    if (number.matches("[0-9]{1,10}")) {
      cost = Long.parseLong(number);
    } else {
      scanner.mistakeUntil(
          WORDS,
          start,
          "a whole number up to %d belongs after cost, as in cost 2.".formatted(Limit.MAX_TOKENS));
    }
  }

  private void countries(int start) {
    SortedSet<Integer> codes = new TreeSet<>();
    do {
      String code = scanner.word(",");
      if (!code.matches("\\+[1-9][0-9]{0,2}")) {
        scanner.mistakeUntil(
            WORDS,
            start,
            "calling codes belong after it, separated by \",\", as in countries +49, +43.");
        return;
      }
      codes.add(Integer.valueOf(code.substring(1)));
    } while (scanner.accept(','));
    countries = scanner.made(start, () -> new Countries(codes));
  }

  private void whenClusterFails(int start) {
    String fallback = scanner.wordBefore(WORDS);
    if (FALLBACKS.contains(fallback)) {
      whenClusterFails = Optional.of(WhenClusterFails.valueOf(fallback.toUpperCase(Locale.ROOT)));
    } else {
      scanner.mistakeUntil(
          WORDS,
          start,
          "local, open or closed belongs after it."
              + NameSuggestion.didYouMean(fallback, FALLBACKS));
    }
  }
}
