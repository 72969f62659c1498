package io.weir.budget;

import io.weir.internal.counting.ledger.Allowance;
import io.weir.internal.counting.ledger.Span;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.rules.RequestPattern;
import io.weir.internal.rules.TableLine;
import io.weir.internal.settings.PeriodUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A budget: {@code hour: POST /chat, /calls/** $50.00/hour per global}.
 *
 * @param name unique among the budgets; a letter, then letters, digits or "-"
 * @param requests the requests that spend the budget, with at least one path
 * @param kind the unit and the currency of all amounts; its value means nothing
 * @param allowances at least one, of different spans; a request must fit into all of them
 * @param options what follows the amounts
 */
record Budget(
    String name,
    RequestPattern requests,
    Amount kind,
    List<Allowance> allowances,
    BudgetOptions options) {

  Budget {
    kind = kind.of(0);
    allowances = List.copyOf(allowances);
    if (!TableLine.isName(name) || requests.paths().isEmpty() || allowances.isEmpty()) {
      throw new IllegalArgumentException("a budget has a name, a path and an amount.");
    }
    List<String> contradictions = contradictions(requests, kind, allowances, options);
    if (!contradictions.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", contradictions));
    }
  }

  /** What contradicts itself in a budget, each a sentence. */
  static List<String> contradictions(
      RequestPattern requests, Amount kind, List<Allowance> allowances, BudgetOptions options) {
    List<String> found = new ArrayList<>();
    Set<Span> spans = new HashSet<>();
    for (Allowance allowance : allowances) {
      if (!spans.add(allowance.span())) {
        found.add("two amounts of the budget have the same period; the smaller one is enough.");
      }
    }
    options
        .estimate()
        .filter(estimate -> !allowances.isEmpty() && !estimate.isLike(kind))
        .ifPresent(
            estimate ->
                found.add(
                    "\"estimate %s\": the estimate must be in the unit of the budget."
                        .formatted(estimate)));
    options
        .share()
        .filter(share -> share.each().equals(options.key()))
        .ifPresent(
            share ->
                found.add(
                    "\"%s\": the budget is counted per %s already; the share needs another key."
                        .formatted(share, share.each())));
    if (kind.unit() == Unit.MONEY
        && !allowances.isEmpty()
        && !options.everything()
        && requests.paths().contains(PathPattern.EVERYTHING)) {
      found.add(
          "\"/**\": a budget of money for all paths would also stop pages that cost nothing; name the paths, or add the option everything.");
    }
    found.addAll(options.key().contradictions(requests));
    options.share().ifPresent(share -> found.addAll(share.each().contradictions(requests)));
    return found;
  }

  /** The same budget in shadow mode: it counts and reports, but never refuses. */
  Budget inShadow() {
    return new Budget(name, requests, kind, allowances, options.inShadow());
  }

  Unit unit() {
    return kind.unit();
  }

  /** Whether what was spent must not be forgotten when all nodes restart. */
  boolean outlivesRestart() {
    return allowances.stream()
        .map(Allowance::span)
        .anyMatch(
            span ->
                (span.kind() != Span.Kind.ROLLING && span.kind() != Span.Kind.ALIGNED)
                    || span.length().compareTo(Duration.ofHours(1)) > 0);
  }

  /** Whether it stops everybody until an administrator acts. */
  boolean isLatch() {
    return options.key().shared()
        && allowances.stream().anyMatch(allowance -> allowance.span().isForEver());
  }

  /**
   * What the account of a key is: who changes an amount keeps what was spent. Budgets with the same
   * text share their accounts.
   */
  String identity() {
    return "%s %s %s per %s".formatted(name, kind.unit(), kind.currency(), options.key());
  }

  /** The budget as one line of the language of budgets. */
  @Override
  public String toString() {
    return "%s: %s %s %s".formatted(name, requests, amounts(), options);
  }

  /** Only the name, which is unique. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** One of its amounts: {@code $50.00 per 1 hour}. */
  String print(Allowance allowance) {
    return kind.of(allowance.amount()) + " " + print(allowance.span());
  }

  private String amounts() {
    return allowances.stream().map(this::print).collect(Collectors.joining("; "))
        + allowances.stream()
            .map(allowance -> end(allowance.span()))
            .distinct()
            .collect(Collectors.joining());
  }

  private static String print(Span span) {
    return switch (span.kind()) {
      case ROLLING, ALIGNED -> "per " + PeriodUnit.print(span.length());
      case MIDNIGHT, AFTER, IDLE -> "in all";
    };
  }

  private static String end(Span span) {
    return switch (span.kind()) {
      case ROLLING -> "";
      case ALIGNED -> " aligned";
      case MIDNIGHT -> " reset at midnight";
      case AFTER -> " reset after " + PeriodUnit.print(span.length());
      case IDLE ->
          span.isForEver() ? " reset manual" : " forget after " + PeriodUnit.print(span.length());
    };
  }
}
