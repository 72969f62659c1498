package io.weir.ratelimit;

import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mode;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checked settings of the rate limit filter in an application. */
record RateLimitSetup(RateLimitPolicy policy, String contextPath) implements FilterSetup {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitSetup.class);

  @Override
  public Set<String> headers() {
    return RateLimitHeaders.names(policy.headers());
  }

  @Override
  public List<Mistake> mistakesWithoutHook() {
    return policy.rules().stream()
        .filter(Rule::isForLoginForm)
        .map(
            rule ->
                new Mistake(
                    RateLimitPolicy.RULES.name(),
                    "rule %s is for /j_security_check, which this server answers before any filter runs; Weir can run earlier on WildFly and Payara only."
                        .formatted(rule.name())))
        .toList();
  }

  @Override
  public RunningRateLimit start(Deployment deployment) {
    RuleChecks.warnings(policy.rules(), policy.except(), contextPath)
        .forEach(text -> LOG.warn("WEIR-004: {}", text));
    if (policy.mode() == Mode.OFF) {
      return RunningRateLimit.off();
    }
    LoginPages loginPages =
        new LoginPages(Optional.ofNullable(deployment.webXml().formErrorPage()));
    SharedCounting counting = SharedCounting.join(policy.cluster().get());
    RateLimitHandler handler =
        new RateLimitHandler(policy, loginPages, counting.service(), InstantSource.system());
    handler.open();
    return new RunningRateLimit(handler, counting::leave);
  }
}
