package io.weir.ratelimit;

import io.weir.internal.grid.Bandwidth;
import io.weir.internal.grid.Shape;
import io.weir.internal.settings.Mistakes;
import java.time.ZoneOffset;
import java.util.List;

/** Rules and demands, as an administrator would write them. */
final class Sample {

  private Sample() {}

  static Rule rule(String line) {
    return rules(line).get(0);
  }

  static List<Rule> rules(String table) {
    Mistakes mistakes = new Mistakes();
    List<Rule> rules = RuleParser.parseAll(table, "rules", mistakes);
    if (!mistakes.none()) {
      throw new IllegalArgumentException(mistakes.found().toString());
    }
    return rules;
  }

  /** What a rule asks of a request of this client. */
  static Demand demand(Rule rule, String client) {
    List<Bandwidth> bandwidths =
        rule.limits().stream().map(limit -> new Bandwidth(limit.tokens(), limit.period())).toList();
    return new Demand(
        rule, rule.name() + client, new Shape(bandwidths, rule.refill(), ZoneOffset.UTC));
  }
}
