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
import io.weir.internal.rules.TableLine;
import io.weir.internal.settings.NameSuggestion;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

  static final List<String> KEYWORDS =
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

  private static final List<String> FALLBACKS =
      Arrays.stream(WhenClusterFails.values()).map(WhenClusterFails::toString).toList();

  private final RuleScanner scanner;
  private Key key = Key.PER_IP;
  private Optional<Refill> refill = Optional.empty();
  private long cost = 1;
  private List<Exemption> except = List.of();
  private boolean shadow;
  private Optional<Countries> countries = Optional.empty();
  private Optional<WhenClusterFails> whenClusterFails = Optional.empty();
  private boolean countingFailures;
  private boolean sparingKnown;
  private Optional<Block> block = Optional.empty();

  private OptionParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  static RuleOptions parse(TableLine line) {
    OptionParser options = new OptionParser(line.scanner());
    line.readOptions(options::read);
    return options.options();
  }

  private RuleOptions options() {
    return new RuleOptions(
        key,
        refill.orElse(Refill.WINDOW),
        cost,
        except,
        shadow,
        countries,
        whenClusterFails,
        countingFailures,
        sparingKnown,
        block);
  }

  private void read(String option, int start) {
    switch (option) {
      case "per" -> key = Key.parse(scanner).orElse(key);
      case "window", "smooth", "aligned", "strict" ->
          refill(Refill.valueOf(option.toUpperCase(Locale.ROOT)));
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

  private void refill(Refill written) {
    if (refill.isPresent() && refill.get() != written) {
      scanner.mistake(
          "\"%s\": only one of window, smooth, aligned and strict is allowed.".formatted(written));
    }
    refill = Optional.of(written);
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
