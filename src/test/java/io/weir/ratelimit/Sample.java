package io.weir.ratelimit;

import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.RetentionClass;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.deployment.ApplicationSecrets;
import io.weir.internal.rules.Key;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistakes;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Rules and requests, as an administrator would write them. */
final class Sample {

  /** Environment variables and files of this machine. */
  static final SecretReader SECRETS = ApplicationSecrets.provider().ofThisMachine();

  private Sample() {}

  static Rule rule(String line) {
    return rules(line).get(0);
  }

  static List<Rule> rules(String table) {
    Mistakes mistakes = new Mistakes();
    List<Rule> rules = RuleParser.parseAll(table, "rules", mistakes);
    mistakes.resolve(SECRETS);
    if (!mistakes.none()) {
      throw new IllegalArgumentException(mistakes.found().toString());
    }
    return rules;
  }

  /** No options but a cost. */
  static RuleOptions options(long cost) {
    return new RuleOptions(
        Key.PER_IP,
        Refill.WINDOW,
        cost,
        List.of(),
        false,
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        false,
        false,
        false,
        Optional.empty(),
        Optional.empty());
  }

  /** What a rule limits of an open request of this client; in shadow if the line says so. */
  static SlotDemand demand(String line, EntryKey client) {
    Rule rule = rule(line);
    PreparedRule prepared =
        new PreparedRule(
            rule,
            rule.identity(),
            RuleEntries.bucket(rule),
            rule.bucketSpec(ZoneOffset.UTC),
            Optional.empty(),
            WhenClusterFails.LOCAL,
            false);
    return new SlotDemand(prepared, client);
  }

  /** What a rule takes from a request of this client. */
  static RuleRequest request(Rule rule, String client) {
    return request(rule, client, WhenClusterFails.LOCAL);
  }

  /** What a rule takes, with the filter's setting for a cluster that does not answer. */
  static RuleRequest request(Rule rule, String client, WhenClusterFails byDefault) {
    TokenRequest tokens =
        new TokenRequest(
            new EntryKey(client, RetentionClass.YEAR, true),
            RuleEntries.bucket(rule),
            rule.bucketSpec(ZoneOffset.UTC),
            rule.cost(),
            rule.whenClusterFails().orElse(byDefault),
            TokenRequest.NO_LOGIN,
            !rule.shadow());
    return new RuleRequest(rule, tokens, null);
  }
}
