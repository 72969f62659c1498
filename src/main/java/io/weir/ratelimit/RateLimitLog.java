package io.weir.ratelimit;

import io.weir.internal.events.EventCounters;
import io.weir.internal.events.LogSummary;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.events.Verdict;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.settings.Mode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the decisions of the filter, and logs its rules, a summary of refusals, and warnings. */
final class RateLimitLog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitLog.class);

  /** The setting that decides about ambiguous paths, as no rule does. */
  private static final String AMBIGUOUS_PATHS = "weir.ambiguous-paths";

  private final RateLimitPolicy policy;
  private final LogThrottle untrustedProxy;
  private final LogThrottle hiddenPeer;
  private final LogThrottle unknownClient;
  private final LogThrottle silentProxy;
  private final EventCounters counters;
  private final LogSummary summary;

  RateLimitLog(RateLimitPolicy policy, InstantSource clock) {
    this.policy = policy;
    this.untrustedProxy = new LogThrottle(Duration.ofHours(1), clock);
    this.hiddenPeer = new LogThrottle(Duration.ofHours(1), clock);
    this.unknownClient = new LogThrottle(Duration.ofHours(1), clock);
    this.silentProxy = new LogThrottle(Duration.ofHours(1), clock);
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

  /** Logs the rules as Weir reads them. */
  void tellPolicy() {
    LOG.info(
        "RateLimitFilter of scope {} counts by {} rules ({}):{}",
        policy.scope(),
        policy.rules().size(),
        policy.mode(),
        policy.rules().stream().map(rule -> "\n  " + rule).collect(Collectors.joining()));
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
          "WEIR-003: requests come with forwarding headers from a peer that is not trusted, and all"
              + " of them count as that peer; if it is your reverse proxy, name its address in"
              + " weir.trusted-proxies");
    }
    if (hiddenPeer.isDue() && policy.trustedProxies().isPeerHidden(request) && hiddenPeer.claim()) {
      LOG.warn(
          "WEIR-010: the server tells applications the address that a header names, whoever sent it"
              + " (proxy-address-forwarding of WildFly); Weir goes by the connection");
    }
    if (unknownClient.isDue()
        && policy.trustedProxies().trustsPeerOf(request)
        && !Exchange.of(request).client(policy.trustedProxies()).isResolved()
        && unknownClient.claim()) {
      LOG.warn(
          "WEIR-013: {} of a trusted proxy has no address where that of the client should be; all"
              + " such requests of one proxy count together",
          policy.trustedProxies().headerName());
    }
    if (silentProxy.isDue()
        && Exchange.of(request).client(policy.trustedProxies()).isProxyItself()
        && silentProxy.claim()) {
      LOG.warn(
          "WEIR-014: a trusted proxy sent {} without {}, and all such requests count as the proxy's"
              + " own; let it send the header, or exempt the path if it is a health check",
          request.getRequestURI(),
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

  /** Counts a path that can be read in two ways. */
  void tellAmbiguousPath() {
    counters.count(AMBIGUOUS_PATHS, verdictOfRefusal(policy.mode() == Mode.SHADOW));
    summary.flush();
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
