package io.weir.ratelimit;

import io.weir.internal.client.Ipv6Wide;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.rules.Exemption;
import java.util.Optional;

/**
 * A rule with what is computed once.
 *
 * @param bucket the rule's bucket in each entry
 * @param networkSpec the bucket of a /48 network, if the rule counts networks, too
 * @param early whether it can decide before the container authenticates
 */
record PreparedRule(
    Rule rule,
    String identity,
    long bucket,
    BucketSpec spec,
    Optional<BucketSpec> networkSpec,
    WhenClusterFails whenClusterFails,
    boolean early) {

  static PreparedRule of(Rule rule, RateLimitPolicy policy) {
    return new PreparedRule(
        rule,
        rule.identity(),
        RuleEntries.bucket(rule),
        rule.bucketSpec(policy.zone()),
        countsNetworks(rule, policy.ipv6Wide())
            ? Optional.of(rule.networkBucketSpec(policy.zone()))
            : Optional.empty(),
        rule.whenClusterFails().orElse(policy.whenClusterFails()),
        isEarly(rule, policy));
  }

  /** Whether the decision of a rule depends neither on the user nor on the body. */
  static boolean isEarly(Rule rule, RateLimitPolicy policy) {
    return rule.isEarly() && policy.except().stream().noneMatch(Exemption::needsUser);
  }

  /** Whether the decision of a rule depends on the user. */
  static boolean needsUser(Rule rule, RateLimitPolicy policy) {
    return rule.key().needsUser()
        || rule.except().stream().anyMatch(Exemption::needsUser)
        || policy.except().stream().anyMatch(Exemption::needsUser);
  }

  private static boolean countsNetworks(Rule rule, Ipv6Wide wide) {
    return switch (wide) {
      case FAILURES -> rule.countsFailures();
      case ALL -> true;
      case OFF -> false;
    };
  }
}
