package io.weir.breaker;

import io.weir.internal.rules.PeriodParser;
import io.weir.internal.rules.RequestPattern;
import io.weir.internal.rules.RuleScanner;
import io.weir.internal.rules.TableLine;
import io.weir.internal.rules.TableParser;
import io.weir.internal.settings.Mistakes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Reads the setting {@code circuits}.
 *
 * <pre>
 * line   = [ name ":" ] [ methods ] paths { option }
 * option = after ( NUMBER failures in a row | NUMBER% of NUMBER in PERIOD ) | slow over PERIOD
 *        | for PERIOD [ doubling to PERIOD ] | until reset | half-open NUMBER | opens on NUMBER nodes
 *        | fallback ( FILE [ status NUMBER ] | forward PATH | pass ) | shadow
 * </pre>
 */
final class CircuitParser {

  private static final List<String> KEYWORDS =
      List.of("after", "slow", "for", "until", "half-open", "opens", "fallback", "shadow");

  private static final TableParser TABLE =
      new TableParser(
          "circuit", "openai: /chat after 5 failures in a row for 30 seconds", KEYWORDS);

  private static final String AFTER =
      "failures in a row, or a share of calls in a period must follow, as in after 5 failures in a row or after 50% of 20 in 1 minute.";

  private static final String OPENS =
      "\"on\" and a number of nodes must follow, as in opens on 2 nodes.";

  private final RuleScanner scanner;
  private Threshold threshold = CircuitPolicy.DEFAULT_THRESHOLD;
  private Duration slow = CircuitPolicy.DEFAULT_SLOW;
  private Optional<OpenPeriod> open = Optional.empty();
  private int probes = 1;
  private Optional<Integer> quorum = Optional.empty();
  private Fallback fallback = new Fallback.Refuse();
  private boolean shadow;

  private CircuitParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** The circuits that can be read; {@code mistakes} takes every mistake of every line. */
  static List<CircuitPolicy> parseAll(String text, String where, Mistakes mistakes) {
    return TABLE.parse(text, where, mistakes, CircuitParser::circuit);
  }

  private static Optional<CircuitPolicy> circuit(TableLine line) {
    CircuitParser parser = new CircuitParser(line.scanner());
    line.readOptions(parser::read);
    line.takeName(line.name(), "a circuit without a name is called circuit-N.");
    return parser.policy(line.name(), line.requests());
  }

  private Optional<CircuitPolicy> policy(String name, RequestPattern requests) {
    return scanner.valid()
        ? Optional.of(
            new CircuitPolicy(
                name,
                requests,
                threshold,
                slow,
                open.orElse(CircuitPolicy.DEFAULT_OPEN),
                probes,
                quorum,
                fallback,
                shadow))
        : Optional.empty();
  }

  private void read(String option, int start) {
    switch (option) {
      case "after" -> after(start);
      case "slow" -> slow(start);
      case "for" -> opensFor(start);
      case "until" -> until(start);
      case "half-open" -> halfOpen(start);
      case "opens" -> opensOn(start);
      case "fallback" -> fallback(start);
      case "shadow" -> shadow = true;
      default -> throw new IllegalStateException(option);
    }
  }

  private void after(int start) {
    if (!scanner.atDigit()) {
      scanner.mistakeAndSkip(start, AFTER);
      return;
    }
    int number = (int) Math.min(Integer.MAX_VALUE, scanner.number());
    if (scanner.accept("%")) {
      share(start, number);
    } else if ((scanner.accept("failures") || scanner.accept("failure"))
        && scanner.accept("in")
        && scanner.accept("a")
        && scanner.accept("row")) {
      threshold =
          scanner.create(start, () -> (Threshold) new Threshold.InARow(number)).orElse(threshold);
    } else {
      scanner.mistakeAndSkip(start, AFTER);
    }
  }

  private void share(int start, int percent) {
    if (!scanner.accept("of") || !scanner.atDigit()) {
      scanner.mistakeAndSkip(start, AFTER);
      return;
    }
    int calls = (int) Math.min(Integer.MAX_VALUE, scanner.number());
    scanner.accept("calls");
    if (!scanner.accept("in")) {
      scanner.mistakeAndSkip(start, AFTER);
      return;
    }
    PeriodParser.parse(scanner, start)
        .flatMap(
            window ->
                scanner.create(start, () -> (Threshold) new Threshold.Rate(percent, calls, window)))
        .ifPresent(read -> threshold = read);
  }

  private void slow(int start) {
    if (!scanner.accept("over")) {
      scanner.mistakeAndSkip(
          start, "\"over\" and a period must follow, as in slow over 10 seconds.");
      return;
    }
    PeriodParser.parse(scanner, start)
        .flatMap(
            period ->
                scanner.create(
                    start,
                    () -> {
                      CircuitPolicy.checkSlow(period);
                      return period;
                    }))
        .ifPresent(read -> slow = read);
  }

  private void opensFor(int start) {
    PeriodParser.parseDoubling(
            scanner, start, "for 30 seconds doubling to 10 minutes", OpenPeriod.Timed::new)
        .ifPresent(this::open);
  }

  private void until(int start) {
    if (scanner.accept("reset")) {
      open(new OpenPeriod.UntilReset());
    } else {
      scanner.mistakeAndSkip(start, "\"reset\" must follow, as in until reset.");
    }
  }

  private void open(OpenPeriod written) {
    if (open.isPresent()) {
      scanner.mistake(
          "\"%s\": a circuit stays open for a period or until reset, not both.".formatted(written));
    }
    open = Optional.of(written);
  }

  private void halfOpen(int start) {
    if (!scanner.atDigit()) {
      scanner.mistakeAndSkip(start, "a number of calls must follow, as in half-open 3.");
      return;
    }
    int number = (int) Math.min(Integer.MAX_VALUE, scanner.number());
    scanner
        .create(
            start,
            () -> {
              CircuitPolicy.checkProbes(number);
              return number;
            })
        .ifPresent(read -> probes = read);
  }

  private void opensOn(int start) {
    if (!scanner.accept("on") || !scanner.atDigit()) {
      scanner.mistakeAndSkip(start, OPENS);
      return;
    }
    int number = (int) Math.min(Integer.MAX_VALUE, scanner.number());
    if (!scanner.accept("nodes")) {
      scanner.mistakeAndSkip(start, OPENS);
      return;
    }
    scanner
        .create(
            start,
            () -> {
              CircuitPolicy.checkQuorum(number);
              return number;
            })
        .ifPresent(read -> quorum = Optional.of(read));
  }

  private void fallback(int start) {
    String kind = scanner.argument();
    switch (kind) {
      case "pass" -> fallback = new Fallback.Pass();
      case "forward" -> {
        String path = scanner.argument();
        scanner.create(start, () -> new Fallback.Forward(path)).ifPresent(read -> fallback = read);
      }
      default -> file(start, kind);
    }
  }

  private void file(int start, String path) {
    if (!path.startsWith("/")) {
      scanner.mistakeAndSkip(
          start,
          "a file of the application, \"forward\" and a path, or \"pass\" must follow, as in fallback /busy.json status 503.");
      return;
    }
    int status =
        scanner.accept("status")
            ? (int) Math.min(Integer.MAX_VALUE, scanner.number())
            : Fallback.StaticFile.DEFAULT_STATUS;
    scanner
        .create(start, () -> new Fallback.StaticFile(path, status))
        .ifPresent(read -> fallback = read);
  }
}
