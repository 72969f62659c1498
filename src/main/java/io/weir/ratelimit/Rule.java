package io.weir.ratelimit;

import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Limit;
import io.weir.internal.counting.Refill;
import io.weir.internal.counting.WhenClusterFails;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.rules.RequestPattern;
import io.weir.internal.rules.TableLine;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule: {@code calls: POST /make-call/{phone} 2/minute; 50/day per user}.
 *
 * @param name unique among the rules; a letter, then letters, digits or "-"
 * @param requests the requests that the rule counts, with at least one path; all paths share one
 *     count
 * @param limits of different periods; a request takes tokens from all of them or none
 * @param connection what is limited while requests last; a rule has a limit of either kind
 * @param options what follows the limits
 */
record Rule(
    String name,
    RequestPattern requests,
    List<Limit> limits,
    ConnectionLimits connection,
    RuleOptions options) {

  /** How many times the limits of a client those of its /48 network are. */
  private static final int NETWORK_FACTOR = 32;

  Rule {
    limits = List.copyOf(limits);
    require(
        TableLine.isName(name),
        "\"%s\": a name is a letter and then letters, digits or \"-\".".formatted(name));
    require(
        !requests.paths().isEmpty() && !(limits.isEmpty() && connection.isEmpty()),
        "a rule has at least one path and one limit.");
    List<String> contradictions = RuleChecks.contradictions(requests, limits, connection, options);
    require(contradictions.isEmpty(), String.join(" ", contradictions));
  }

  /** A rule that limits only how often requests come. */
  Rule(String name, RequestPattern requests, List<Limit> limits, RuleOptions options) {
    this(name, requests, limits, ConnectionLimits.NONE, options);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The same rule in shadow mode: it counts and reports, but never refuses. */
  Rule inShadow() {
    return new Rule(name, requests, limits, connection, options.inShadow());
  }

  /** What is counted, in the rule language. Rules with the same identity share their counts. */
  String identity() {
    return requestsAndLimits() + " " + options.identity();
  }

  /** The rule as one line of the rule language. */
  @Override
  public String toString() {
    return name + ": " + requestsAndLimits() + " " + options;
  }

  private String requestsAndLimits() {
    return requests
        + " "
        + Stream.concat(limits.stream(), connection.isEmpty() ? Stream.of() : Stream.of(connection))
            .map(Object::toString)
            .collect(Collectors.joining("; "));
  }

  /** Usually the same object: comparing everything would cost too much in each request. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Rule rule
            && name.equals(rule.name)
            && requests.equals(rule.requests)
            && limits.equals(rule.limits)
            && connection.equals(rule.connection)
            && options.equals(rule.options));
  }

  /** Only the name, which is unique: hashing everything would cost too much in each request. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  Key key() {
    return options.key();
  }

  Refill refill() {
    return options.refill();
  }

  long cost() {
    return options.cost();
  }

  List<Exemption> except() {
    return options.except();
  }

  boolean shadow() {
    return options.shadow();
  }

  Optional<Countries> countries() {
    return options.countries();
  }

  Optional<WhenClusterFails> whenClusterFails() {
    return options.whenClusterFails();
  }

  boolean countsFailures() {
    return options.countingFailures();
  }

  /** Whether the rule counts by the client's address and by nothing else. */
  boolean isPerAddress() {
    return key().equals(Key.PER_IP);
  }

  /** Whether it counts failures of Basic and Digest authentication by the container alone. */
  boolean countsFailuresOfBasic() {
    return options.ofBasic();
  }

  boolean refusesUnreadable() {
    return options.refusingUnreadable();
  }

  /** Whether it refuses requests that pages of other sites send. */
  boolean sameSite() {
    return options.sameSite();
  }

  Optional<SuccessSign> success() {
    return options.success();
  }

  /** Whether one of the paths is the target of a login form. */
  boolean isForLoginForm() {
    return requests.paths().stream().map(PathPattern::toString).anyMatch(LoginPages::isFormTarget);
  }

  /** Whether the rule can decide before the container authenticates, without reading the body. */
  boolean isEarly() {
    // A request that the container answers itself reaches no filter, which would see its end.
    return connection.isEmpty()
        && !key().needsUserOrBody()
        && except().stream().noneMatch(Exemption::needsUser);
  }

  /**
   * The form of the buckets that count an IPv6 network of 48 bits. They hold more, and a refusal
   * never becomes a block, because thousands of people may share such a network.
   */
  BucketSpec networkBucketSpec(ZoneId zone) {
    List<Limit> wide =
        limits.stream()
            .map(
                limit ->
                    new Limit(
                        Math.min(NETWORK_FACTOR * limit.tokens(), Limit.MAX_TOKENS),
                        limit.period()))
            .toList();
    // A strict bucket would store the time of every request.
    return new BucketSpec(wide, refill() == Refill.STRICT ? Refill.WINDOW : refill(), zone);
  }

  /** The form of the rule's buckets. */
  BucketSpec bucketSpec(ZoneId zone) {
    return new BucketSpec(limits, refill(), zone, options.block());
  }
}
