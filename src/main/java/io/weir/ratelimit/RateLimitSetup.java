package io.weir.ratelimit;

import io.weir.internal.container.LoginPages;
import io.weir.internal.container.ServerCluster;
import io.weir.internal.container.SocketSupport;
import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.counting.slot.SlotService;
import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.ErrorPages;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.deployment.WebXml;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mode;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checked settings of the rate limit filter in an application.
 *
 * @param knownOrigins the origins whose pages may send requests, by the settings of all filters
 */
record RateLimitSetup(RateLimitPolicy policy, String contextPath, Predicate<String> knownOrigins)
    implements FilterSetup {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitSetup.class);

  private static final String DISTRIBUTABLE = "web.xml contains <distributable/>";

  @Override
  public RateLimitSetup beside(Collection<? extends FilterSetup> all) {
    return new RateLimitSetup(
        policy, contextPath, origin -> all.stream().anyMatch(setup -> setup.knowsOrigin(origin)));
  }

  @Override
  public Set<String> headers() {
    return RateLimitHeaders.names(policy.headers());
  }

  @Override
  public List<String> rulesBeforeAuthentication() {
    return policy.rulesBeforeAuthentication().stream().map(Rule::name).toList();
  }

  @Override
  public List<Mistake> mistakesWithoutHook() {
    return policy.rules().stream()
        .filter(rule -> rule.isForLoginForm() || rule.countsFailuresOfBasic())
        .map(
            rule ->
                new Mistake(
                    RateLimitPolicy.RULES.name(),
                    "rule %s is for %s, which this server answers before any filter runs; Weir can run earlier on WildFly and Payara only."
                        .formatted(
                            rule.name(),
                            rule.isForLoginForm() ? "/j_security_check" : "Basic authentication")))
        .toList();
  }

  @Override
  public List<Mistake> mistakesOn(SocketSupport sockets) {
    return policy.rules().stream()
        .flatMap(rule -> RuleChecks.unenforceable(rule, sockets).stream())
        .map(text -> new Mistake(RateLimitPolicy.RULES.name(), text))
        .toList();
  }

  @Override
  public RunningRateLimit start(Deployment deployment, ApplicationEvents events) {
    WebXml webXml = deployment.webXml();
    LoginPages loginPages =
        LoginPages.of(webXml.formLoginPage(), webXml.formErrorPage(), webXml.authMethod());
    Stream.concat(
            RuleChecks.warnings(policy.rules(), policy.except(), contextPath).stream(),
            RuleChecks.warnings(policy.rules(), loginPages).stream())
        .forEach(text -> LOG.warn("WEIR-004: {}", text));
    if (policy.mode() == Mode.OFF) {
      return RunningRateLimit.off();
    }
    ClusterPolicy cluster = policy.cluster().get();
    SharedCounting counting = SharedCounting.join(cluster);
    RateLimitHandler handler =
        new RateLimitHandler(
            policy,
            loginPages,
            counting.service(),
            slots(counting),
            knownOrigins,
            InstantSource.system(),
            events);
    handler.open(
        counting.place() + signOfOthers(cluster, webXml).map(", although "::concat).orElse(""));
    return new RunningRateLimit(handler, ErrorPages.of(webXml), counting::leave);
  }

  /** Their table is created now, and not within the deadline of the first request. */
  private Optional<SlotService> slots(SharedCounting counting) {
    return policy.rules().stream().anyMatch(rule -> rule.connection().concurrency().isPresent())
        ? Optional.of(counting.slots())
        : Optional.empty();
  }

  /**
   * What shows that other nodes serve the application, although this JVM counts alone. An
   * administrator who chose that is not warned.
   */
  private static Optional<String> signOfOthers(ClusterPolicy cluster, WebXml webXml) {
    if (!cluster.isAloneByDefault()) {
      return Optional.empty();
    }
    if (!cluster.unused().isEmpty()) {
      LOG.warn(
          "WEIR-051: {} has no effect without weir.cluster.members or weir.cluster.config: this JVM counts alone",
          String.join(", ", cluster.unused()));
    }
    Optional<String> sign =
        webXml.distributable() ? Optional.of(DISTRIBUTABLE) : ServerCluster.sign();
    sign.ifPresent(
        others ->
            LOG.warn(
                "WEIR-050: this JVM counts alone, although {}; name all nodes in weir.cluster.members, or set weir.cluster to none if no other node serves the application",
                others));
    return sign;
  }
}
