package io.weir.ratelimit;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Pseudonyms;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.rules.LoginFacts;
import io.weir.internal.rules.RequestFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the buckets from which a rule takes tokens. Their names are pseudonyms.
 *
 * @param scope the scope of the policy, a part of every name
 */
record RuleRequestFactory(Pseudonyms pseudonyms, String scope) {

  /** The tokens that a rule takes from a request, for each way to read its key. */
  List<RuleRequest> of(PreparedRule one, RequestFacts facts) throws IOException {
    Rule rule = one.rule();
    List<RuleRequest> requests = new ArrayList<>(1);
    for (List<KeyPart.Value> values :
        facts.values(rule.key(), rule.requests(), rule.countsFailures())) {
      RuleRequest request = ruleRequest(one, values, facts);
      requests.add(request);
      networkRequest(one, request, values, facts).ifPresent(requests::add);
    }
    return requests;
  }

  private RuleRequest ruleRequest(PreparedRule one, List<KeyPart.Value> values, RequestFacts facts)
      throws IOException {
    Rule rule = one.rule();
    boolean hasName = facts.client().isResolved() && !rule.key().lacksName(values);
    TokenRequest tokens =
        new TokenRequest(
            bucket(one, values, ""),
            one.spec(),
            rule.cost(),
            one.whenClusterFails(),
            hasName && rule.options().sparingKnown() ? login(rule, values, facts) : null,
            !rule.shadow());
    boolean ownName = hasName && rule.countsFailures() && rule.key().isNameAtAddress();
    return new RuleRequest(rule, tokens, ownName ? spelling(one, values, tokens, facts) : null);
  }

  /** The same tokens of a bucket that counts the /48 network of an IPv6 client. */
  private Optional<RuleRequest> networkRequest(
      PreparedRule one, RuleRequest request, List<KeyPart.Value> values, RequestFacts facts) {
    TokenRequest tokens = request.tokens();
    return one.networkSpec()
        .flatMap(
            spec ->
                facts
                    .inNetwork(values)
                    .map(
                        network ->
                            new TokenRequest(
                                bucket(one, network, ""),
                                spec,
                                tokens.tokens(),
                                tokens.whenClusterFails(),
                                tokens.knownLogin(),
                                tokens.stopsOthers())))
        .map(wide -> new RuleRequest(one.rule(), wide, null, true));
  }

  /** A bucket of this spelling of the name; it never blocks, and only shows what was taken. */
  private TokenRequest spelling(
      PreparedRule one, List<KeyPart.Value> values, TokenRequest tokens, RequestFacts facts)
      throws IOException {
    BucketSpec spec = one.spec();
    return new TokenRequest(
        bucket(one, values, LoginFacts.spelling(one.rule().key(), facts)),
        new BucketSpec(spec.limits(), spec.refill(), spec.zone(), Optional.empty()),
        tokens.tokens(),
        tokens.whenClusterFails(),
        null,
        false);
  }

  /** By the spelling, because another spelling may be the name of another account. */
  private String login(Rule rule, List<KeyPart.Value> name, RequestFacts facts) throws IOException {
    return pseudonyms.of(
        "guest",
        scope,
        name.get(0).part(),
        LoginFacts.spelling(rule.key(), facts),
        facts.client().key());
  }

  private String bucket(PreparedRule one, List<KeyPart.Value> values, String spelling) {
    List<String> parts = new ArrayList<>(2 * values.size() + 3);
    for (KeyPart.Value value : values) {
      parts.add(value.part());
      parts.add(value.text());
    }
    parts.add(scope);
    parts.add(one.identity());
    parts.add(spelling);
    return pseudonyms.of(parts.toArray(String[]::new));
  }
}
