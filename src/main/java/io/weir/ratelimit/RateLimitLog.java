package io.weir.ratelimit;

import io.weir.internal.client.ClientAddress;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.KeyBlocked;
import io.weir.internal.events.LimitChecked;
import io.weir.internal.events.LimitExceeded;
import io.weir.internal.events.LogSummary;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.events.Refusal;
import io.weir.internal.events.Verdict;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.settings.Mode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the decisions of the filter, and logs its rules, a summary of refusals, and warnings. */
final class RateLimitLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitLog.class);

  /** The setting that decides about ambiguous paths, as no rule does. */
  private static final String AMBIGUOUS_PATHS = "weir.ambiguous-paths";

  /** Honest users rarely log in, or fail, so often in a row. */
  private static final int MAX_ALIKE = 20;

  private final RateLimitPolicy policy;
  private final LogThrottle untrustedProxy;
  private final LogThrottle hiddenPeer;
  private final LogThrottle unknownClient;
  private final LogThrottle silentProxy;
  private final LogThrottle unreached;
  private final LogThrottle unwatched;
  private final AtomicBoolean peerChecked = new AtomicBoolean();
  private final ApplicationEvents events;
  private final EventCounters counters;
  private final LogSummary summary;
  private final AtomicBoolean preflightReported = new AtomicBoolean();
  private final AtomicBoolean lostHookReported = new AtomicBoolean();
  private final Map<String, Series> attempts = new ConcurrentHashMap<>();

  RateLimitLog(RateLimitPolicy policy, InstantSource clock, ApplicationEvents events) {
    this.policy = policy;
    this.events = events;
    this.untrustedProxy = new LogThrottle(Duration.ofHours(1), clock);
    this.hiddenPeer = new LogThrottle(Duration.ofHours(1), clock);
    this.unknownClient = new LogThrottle(Duration.ofHours(1), clock);
    this.silentProxy = new LogThrottle(Duration.ofHours(1), clock);
    this.unreached = new LogThrottle(Duration.ofHours(1), clock);
    this.unwatched = new LogThrottle(Duration.ofHours(1), clock);
    this.counters =
        new EventCounters(
            RateLimitProvider.NAME,
            Stream.concat(policy.rules().stream().map(Rule::name), Stream.of(AMBIGUOUS_PATHS))
                .toList());
    this.summary = new LogSummary(counters, RateLimitLog::subject, clock);
  }

  private static String subject(String rule) {
    return rule.equals(AMBIGUOUS_PATHS) ? rule : "Rule " + rule;
  }

  /** Logs the rules as Weir reads them, and where they count. */
  void tellPolicy(String place) {
    LOG.info(
        "RateLimitFilter with scope {} has {} {} ({}), counted {}:{}",
        policy.scope(),
        policy.rules().size(),
        policy.rules().size() == 1 ? "rule" : "rules",
        policy.mode(),
        place,
        policy.rules().stream().map(rule -> "\n  " + rule).collect(Collectors.joining()));
  }

  /**
   * Tells that rules refuse a request.
   *
   * @param status of the response
   * @return the id of the refusal, if it has one
   */
  Optional<UUID> refused(Decision decision, int status) {
    if (!events.isHeard()) {
      return Optional.empty();
    }
    RuleResult result = decision.refusing();
    Optional<Duration> wait =
        result.states().isEmpty() ? Optional.empty() : Optional.of(result.delay());
    return events.refused(
        new Refusal.Subject(RateLimitProvider.NAME, result.rule().name(), result.key()),
        wait,
        () -> {
          tellBlock(result, wait);
          return new Refusal.Explanation(status, result.rule().toString(), left(result));
        });
  }

  /** A refusal of such a rule begins a block. */
  private void tellBlock(RuleResult result, Optional<Duration> wait) {
    if (result.rule().options().block().isPresent() && wait.isPresent()) {
      Instant now = events.now();
      events.tell(new KeyBlocked(now, result.rule().name(), result.key(), now.plus(wait.get())));
    }
  }

  private static String left(RuleResult result) {
    return result.states().stream()
        .map(state -> state.left() + " of " + state.tokens())
        .collect(Collectors.joining(", "));
  }

  /** Tells which limit a refused request exceeds. */
  void tellExceeded(Decision decision, HttpServletRequest request) {
    if (events.isHeard()) {
      Rule rule = decision.refusing().rule();
      events.tell(
          new LimitExceeded(
              events.now(),
              rule.name(),
              endpoint(rule),
              Exchange.of(request).client(policy.trustedProxies()).network()));
    }
  }

  /** Decides about a request, and tells how long that took. */
  Decision timed(MatchingRules matching, RuleLimiter limiter) {
    if (!events.isHeard() || matching.requests().isEmpty()) {
      return matching.decide(limiter);
    }
    long start = System.nanoTime();
    Decision decision = matching.decide(limiter);
    events.tell(
        new LimitChecked(
            events.now(),
            endpoint(matching.requests().get(0).rule()),
            Duration.ofNanos(System.nanoTime() - start)));
    return decision;
  }

  private static String endpoint(Rule rule) {
    return rule.requests().paths().get(0).toString();
  }

  /**
   * Tells that a request is refused for something that no rule decides about.
   *
   * @param why in words
   * @param status of the response
   * @return the id of the refusal, if it has one
   */
  Optional<UUID> refused(String why, int status) {
    return events.refused(
        new Refusal.Subject(RateLimitProvider.NAME, "", ""),
        Optional.empty(),
        () -> new Refusal.Explanation(status, why, ""));
  }

  /**
   * Writes the summary if it is due, and warns now and then of forwarding headers that come from an
   * untrusted peer, that the server believes from anybody, or that name no address.
   */
  void watch(HttpServletRequest request) {
    summary.flush();
    if (untrustedProxy.isDue()
        && policy.trustedProxies().ignoresForwardingOf(request)
        && untrustedProxy.claim()) {
      LOG.warn(
          "WEIR-003: a peer that is not trusted sends forwarding headers, so all its requests count as one client;"
              + " if it is your reverse proxy, add its address to weir.trusted-proxies");
    }
    if (hiddenPeer.isDue() && policy.trustedProxies().isPeerHidden(request) && hiddenPeer.claim()) {
      LOG.warn(
          "WEIR-010: the server takes the client's address from a header that any client can send (proxy-address-forwarding of WildFly);"
              + " Weir uses the address of the connection");
    }
    if (!peerChecked.get()
        && peerChecked.compareAndSet(false, true)
        && policy.trustedProxies().isPeerUnknown(request)) {
      LOG.warn(
          "WEIR-025: this version of the server does not tell the address of a connection; Weir uses getRemoteAddr(),"
              + " which any client can choose if proxy-address-forwarding is on");
    }
    ClientAddress client = Exchange.of(request).client(policy.trustedProxies());
    if (!client.isResolved()
        && policy.trustedProxies().trustsPeerOf(request)
        && unknownClient.claim()) {
      LOG.warn(
          "WEIR-013: {} of a trusted proxy has no address where that of the client should be; all"
              + " such requests of one proxy count together",
          policy.trustedProxies().headerName());
    }
    if (client.isProxyItself() && silentProxy.claim()) {
      LOG.warn(
          "WEIR-014: a trusted proxy sent {} without {}, and all such requests count as the proxy's"
              + " own; let it send the header, or exempt the path if it is a health check",
          RequestHead.target(request),
          policy.trustedProxies().headerName());
    }
  }

  /** Counts the decision of each rule about a request. */
  void tell(Decision decision) {
    List<RuleResult> results = decision.results();
    int i = 0;
    while (i < results.size()) {
      // The views of a path are adjacent results of one rule, which counts the request once.
      Rule rule = results.get(i).rule();
      boolean admitted = true;
      while (i < results.size() && results.get(i).rule().equals(rule)) {
        admitted &= results.get(i).verdict() == RuleResult.Verdict.ADMITTED;
        i++;
      }
      counters.count(rule.name(), admitted ? Verdict.ALLOWED : verdictOfRefusal(rule.shadow()));
    }
    summary.flush();
  }

  /** Warns at deployment of rules that do not count what filters answer that stand before them. */
  void tellFiltersBefore(List<String> filters, List<Rule> rules) {
    if (!rules.isEmpty()) {
      LOG.warn(
          "WEIR-015: {} before RateLimitFilter may log users in, so rules that depend on the user count behind: {};"
              + " what such a filter answers itself, they do not count, except logins in rules that count failures",
          String.join(", ", filters),
          names(rules));
    }
  }

  /** Warns now and then that a WebSocket is refused because Weir could not end it. */
  void tellUnwatchedSocket(String server) {
    if (unwatched.claim()) {
      LOG.warn(
          "WEIR-151: Weir cannot end WebSockets on {}, so it answers 501 where a rule limits how many are open or how long;"
              + " write such limits into rules for other paths",
          server);
    }
  }

  /**
   * Warns now and then of a request that rules did not count, because it did not come to them.
   *
   * @param target the path as the client wrote it
   */
  void tellUnreached(List<Rule> rules, RequestPath path, String target) {
    if (!rules.isEmpty() && unreached.claim()) {
      LOG.warn(
          "WEIR-016: a filter before RateLimitFilter answered a request for {}, which rules that depend on the user did not count: {}",
          shown(rules, path, target),
          names(rules));
    }
  }

  /** The pattern of a rule in place of the path, where it has one: a path may name a person. */
  private static String shown(List<Rule> rules, RequestPath path, String target) {
    return rules.stream()
        .map(Rule::requests)
        .filter(requests -> !requests.paths().contains(PathPattern.EVERYTHING))
        .filter(requests -> path.any(requests::matchesPath))
        .map(requests -> requests.paths().get(0).toString())
        .findFirst()
        .orElseGet(() -> target.replaceAll(";[^/]*", ""));
  }

  /** Warns once that a request came to the filter, and not before authentication to Weir. */
  void tellLostHook() {
    if (lostHookReported.compareAndSet(false, true)) {
      LOG.warn(
          "WEIR-026: this version of the server passes requests by Weir before it authenticates them;"
              + " logins and wrong passwords that the server answers itself count in no rule, also not in: {}",
          names(policy.rulesBeforeAuthentication()));
    }
  }

  private static String names(List<Rule> rules) {
    return rules.stream().map(Rule::name).collect(Collectors.joining(", "));
  }

  /** Counts what a client sends over a socket although a rule limits it. */
  void tellMessage(Rule rule) {
    counters.count(rule.name(), verdictOfRefusal(rule.shadow()));
  }

  /** Counts a path that can be read in two ways. */
  void tellAmbiguousPath() {
    counters.count(AMBIGUOUS_PATHS, verdictOfRefusal(policy.mode() == Mode.SHADOW));
    summary.flush();
  }

  /** Warns once that a preflight was counted. */
  void tellPreflight() {
    if (preflightReported.compareAndSet(false, true)) {
      LOG.warn(
          "WEIR-011: a CORS preflight was counted like any OPTIONS request, because no CorsFilter answers it;"
              + " set weir.cors.allowed-origins, or set weir.rate-limit.preflights to pass if the application answers preflights itself");
    }
  }

  /**
   * Warns once if many attempts in a row ended alike: then Weir may take failures for successes, or
   * successes for failures.
   *
   * @param kind the same for attempts that the application answers alike
   */
  void tellAttempt(Rule rule, RequestOutcome outcome, int status, String kind) {
    Series series = attempts.computeIfAbsent(rule.name(), name -> new Series());
    if (series.reaches(MAX_ALIKE, outcome + " " + kind)) {
      LOG.warn(
          "WEIR-012: rule {}: {} attempts in a row ended in the same way, with status {}, and counted as {};"
              + " if that is wrong for some of them, write in the rule what shows a success: success on status 204, success on redirect or success on session",
          rule.name(),
          MAX_ALIKE,
          status,
          outcome);
    }
  }

  /** Attempts in a row that ended alike; reported once. */
  private static final class Series {

    private String last = "";
    private int length;
    private boolean reported;

    synchronized boolean reaches(int max, String kind) {
      length = kind.equals(last) ? length + 1 : 1;
      last = kind;
      boolean now = length == max && !reported;
      reported |= now;
      return now;
    }
  }

  private static Verdict verdictOfRefusal(boolean shadow) {
    return shadow ? Verdict.WOULD_REFUSE : Verdict.REFUSED;
  }

  /** How often each rule decided what. */
  EventCounters counters() {
    return counters;
  }

  /** Writes the last summary. */
  @Override
  public void close() {
    summary.close();
  }
}
