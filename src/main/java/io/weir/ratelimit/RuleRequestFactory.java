package io.weir.ratelimit;

import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.EntryKey;
import io.weir.internal.counting.TokenRequest;
import io.weir.internal.rules.KeyPart;
import io.weir.internal.rules.LoginFacts;
import io.weir.internal.rules.RequestFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the buckets from which a rule takes tokens. Their names are pseudonyms.
 *
 * @param entries which entries have them
 */
record RuleRequestFactory(RuleEntries entries) {

  /**
   * The tokens that a rule takes from a request, for each way to read its key.
   *
   * @param known the entries of other rules for the same request, which this method extends
   */
  List<RuleRequest> of(
      PreparedRule one, RequestFacts facts, Map<List<KeyPart.Value>, EntryKey> known)
      throws IOException {
    Rule rule = one.rule();
    if (rule.limits().isEmpty()) {
      return List.of(); // Its slots are kept apart.
    }
    List<RuleRequest> requests = new ArrayList<>(1);
    for (List<KeyPart.Value> values :
        facts.values(rule.key(), rule.requests(), rule.countsFailures())) {
      EntryKey entry = known.computeIfAbsent(values, entries::of);
      RuleRequest request = ruleRequest(one, entry, values, facts);
      requests.add(request);
      networkRequest(one, request, values, facts).ifPresent(requests::add);
    }
    return requests;
  }

  /** What a rule limits of a request while it lasts, for each way to read its key. */
  List<SlotDemand> slots(
      PreparedRule one, RequestFacts facts, Map<List<KeyPart.Value>, EntryKey> known)
      throws IOException {
    List<SlotDemand> demands = new ArrayList<>(1);
    for (List<KeyPart.Value> values :
        facts.values(one.rule().key(), one.rule().requests(), false)) {
      demands.add(new SlotDemand(one, known.computeIfAbsent(values, entries::of)));
    }
    return demands;
  }

  private RuleRequest ruleRequest(
      PreparedRule one, EntryKey entry, List<KeyPart.Value> values, RequestFacts facts)
      throws IOException {
    Rule rule = one.rule();
    boolean hasName = facts.client().isResolved() && !rule.key().lacksName(values);
    TokenRequest tokens =
        new TokenRequest(
            entry,
            one.bucket(),
            one.spec(),
            rule.cost(),
            one.whenClusterFails(),
            hasName && rule.options().sparingKnown()
                ? login(rule, values, facts)
                : TokenRequest.NO_LOGIN,
            !rule.shadow());
    boolean ownName = hasName && rule.countsFailures() && rule.key().isNameAtAddress();
    return new RuleRequest(rule, tokens, ownName ? spelling(one, tokens, facts) : null);
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
                                entries.of(network),
                                one.bucket(),
                                spec,
                                tokens.tokens(),
                                tokens.whenClusterFails(),
                                tokens.knownLogin(),
                                tokens.stopsOthers())))
        .map(wide -> new RuleRequest(one.rule(), wide, null, true));
  }

  /** A bucket of this spelling of the name; it never blocks, and only shows what was taken. */
  private TokenRequest spelling(PreparedRule one, TokenRequest tokens, RequestFacts facts)
      throws IOException {
    BucketSpec spec = one.spec();
    return new TokenRequest(
        tokens.entry(),
        entries.pseudonyms().numberOf(one.identity(), LoginFacts.spelling(one.rule().key(), facts)),
        new BucketSpec(spec.limits(), spec.refill(), spec.zone(), Optional.empty()),
        tokens.tokens(),
        tokens.whenClusterFails(),
        TokenRequest.NO_LOGIN,
        false);
  }

  /** By the spelling, because another spelling may be the name of another account. */
  private long login(Rule rule, List<KeyPart.Value> name, RequestFacts facts) throws IOException {
    return entries
        .pseudonyms()
        .numberOf(
            "guest",
            entries.scope(),
            name.get(0).part(),
            LoginFacts.spelling(rule.key(), facts),
            facts.client().key());
  }
}
