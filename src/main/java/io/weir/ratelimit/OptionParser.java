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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads the options that follow the limits, in any order, each once.
 *
 * <pre>
 * option = per KEY | window | smooth | aligned | strict | cost NUMBER | except EXEMPTION { "," EXEMPTION }
 *        | counting failures [ of basic ] | sparing known | refusing unreadable | same-site
 *        | success on ( status CODE { "," CODE } | redirect | session ) | block PERIOD [ doubling to PERIOD ]
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
          "refusing",
          "same-site",
          "success",
          "block",
          "countries",
          "shadow",
          "when-cluster-fails");

  private final RuleScanner scanner;
  private Key key = Key.PER_IP;
  private Optional<Refill> refill = Optional.empty();
  private long cost = 1;
  private List<Exemption> except = List.of();
  private boolean shadow;
  private Optional<Countries> countries = Optional.empty();
  private Optional<WhenClusterFails> whenClusterFails = Optional.empty();
  private boolean countingFailures;
  private boolean ofBasic;
  private boolean sparingKnown;
  private boolean refusingUnreadable;
  private boolean sameSite;
  private Optional<SuccessSign> success = Optional.empty();
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
        ofBasic,
        sparingKnown,
        refusingUnreadable,
        sameSite,
        success,
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
      case "counting" -> countingFailures(start);
      case "sparing" -> sparingKnown = isFollowedBy("known", start);
      case "refusing" -> refusingUnreadable = isFollowedBy("unreadable", start);
      case "same-site" -> sameSite = true;
      case "success" -> success(start);
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

  private void countingFailures(int start) {
    countingFailures = isFollowedBy("failures", start);
    if (countingFailures && scanner.accept("of")) {
      ofBasic = scanner.accept("basic");
      if (!ofBasic) {
        scanner.mistakeAndSkip(
            start, "\"basic\" must follow of, as in counting failures of basic.");
      }
    }
  }

  private void success(int start) {
    if (!scanner.accept("on") || !SuccessSign.KINDS.contains(scanner.peek(""))) {
      scanner.mistakeAndSkip(
          start, "\"on status 204\", \"on redirect\" or \"on session\" must follow.");
      return;
    }
    SuccessSign.Kind kind = SuccessSign.Kind.valueOf(scanner.word("").toUpperCase(Locale.ROOT));
    SortedSet<Integer> statuses = new TreeSet<>();
    if (kind == SuccessSign.Kind.STATUS) {
      do {
        String status = scanner.word(",");
        if (!status.matches("[2-5][0-9]{2}")) {
          scanner.mistakeAndSkip(
              start,
              "statuses from 200 to 599 must follow, separated by \",\", as in success on status 200, 204.");
          return;
        }
        statuses.add(Integer.valueOf(status));
      } while (scanner.accept(','));
    }
    success = Optional.of(new SuccessSign(kind, statuses));
  }

  private void block(int start) {
    block =
        PeriodParser.parseDoubling(scanner, start, "block 1 minute doubling to 1 day", Block::new);
  }

  private void cost(int start) {
    String number = scanner.argument();
    if (number.matches("[0-9]{1,10}")) {
      cost = Long.parseLong(number);
    } else {
      scanner.mistakeAndSkip(
          start,
          "a whole number up to %s must follow cost, as in cost 2.".formatted(Limit.MAX_TOKENS));
    }
  }

  private void whenClusterFails(int start) {
    scanner
        .constant(WhenClusterFails.class, start, "local, open or closed must follow.")
        .ifPresent(fallback -> whenClusterFails = Optional.of(fallback));
  }
}
