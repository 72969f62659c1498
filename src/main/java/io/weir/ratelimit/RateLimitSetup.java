package io.weir.ratelimit;

import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.CountingService;
import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mode;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was checked at deployment: the filter works by it, even if it is made much later and
 * something outside has changed since.
 */
final class RateLimitSetup implements FilterProvider.FilterSetup {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimitSetup.class);

  private final RateLimitPolicy policy;
  private final String contextPath;
  private volatile @Nullable RateLimitHandler handler;

  RateLimitSetup(RateLimitPolicy policy, String contextPath) {
    this.policy = policy;
    this.contextPath = contextPath;
  }

  RateLimitPolicy policy() {
    return policy;
  }

  boolean isStarted() {
    return handler != null;
  }

  /** What decides over requests while the application runs. */
  RateLimitHandler gate() {
    RateLimitHandler open = handler;
    if (open == null) {
      throw new IllegalStateException("the application is being undeployed");
    }
    return open;
  }

  @Override
  public Set<String> headers() {
    return RateLimitHeaders.names(policy.headers());
  }

  @Override
  public Optional<Filter> beforeAuthentication() {
    return policy.mode() == Mode.OFF ? Optional.empty() : Optional.of(new Lobby(this::gate));
  }

  @Override
  public List<Mistake> mistakesWithoutEntrance() {
    return policy.rules().stream()
        .filter(Rule::isForLoginForm)
        .map(
            rule ->
                new Mistake(
                    RateLimitPolicy.RULES.name(),
                    "rule %s is for /j_security_check, which this server answers before any filter runs, and Weir finds no way in front of it; WildFly and Payara have one."
                        .formatted(rule.name())))
        .toList();
  }

  @Override
  public Runnable start(ServletContext context) throws ServletException {
    Rules.warnings(policy.rules(), policy.except(), contextPath)
        .forEach(text -> LOG.warn("WEIR-004: {}", text));
    if (policy.mode() == Mode.OFF) {
      return () -> {};
    }
    LoginPages loginPages = LoginPages.of(context);
    CountingService counting = CountingService.join(policy.cluster());
    RateLimitHandler opened =
        RateLimitHandler.of(policy, loginPages, counting, InstantSource.system());
    handler = opened;
    return () -> {
      handler = null;
      opened.close();
      counting.leave();
    };
  }
}
