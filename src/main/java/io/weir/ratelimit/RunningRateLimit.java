package io.weir.ratelimit;

import io.weir.internal.container.FormLogin;
import io.weir.internal.deployment.ErrorPages;
import io.weir.internal.deployment.KeyStatus;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.EventCounters;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rate limit filter of a running application. */
final class RunningRateLimit implements RunningFilter {

  private final boolean off;
  private final ErrorPages errorPages;
  private final Runnable leave;
  private volatile @Nullable RateLimitHandler handler;
  private volatile boolean needsFirstPlace;

  /** Whether an administrator has every request pass. */
  private volatile boolean passes;

  private RunningRateLimit(
      @Nullable RateLimitHandler handler, ErrorPages errorPages, Runnable leave, boolean off) {
    this.handler = handler;
    this.errorPages = errorPages;
    this.leave = leave;
    this.off = off;
  }

  /**
   * A filter that limits requests.
   *
   * @param errorPages those of the application
   * @param leave gives back what the filter counts with
   */
  RunningRateLimit(RateLimitHandler handler, ErrorPages errorPages, Runnable leave) {
    this(handler, errorPages, leave, false);
  }

  /** A filter that is switched off. */
  static RunningRateLimit off() {
    return new RunningRateLimit(null, ErrorPages.NONE, () -> {}, true);
  }

  /** Whether all requests pass. */
  boolean isOff() {
    return off || passes;
  }

  /** The error pages of the application. */
  ErrorPages errorPages() {
    return errorPages;
  }

  /** Whether filters of the application stand before the declared filter. */
  boolean needsFirstPlace() {
    return needsFirstPlace;
  }

  @Override
  public void standsBehind(List<String> filters) {
    RateLimitHandler open = handler;
    needsFirstPlace = !filters.isEmpty();
    if (open != null && needsFirstPlace) {
      open.tellFiltersBefore(filters);
    }
  }

  /** Decides about requests. */
  RateLimitHandler handler() {
    RateLimitHandler open = handler;
    if (open == null) {
      throw new IllegalStateException("the application is being undeployed");
    }
    return open;
  }

  @Override
  public Optional<Filter> beforeAuthentication() {
    return off
        ? Optional.empty()
        : Optional.of(
            (request, response, chain) -> {
              if (passes) {
                chain.doFilter(request, response);
              } else {
                handler()
                    .handleBeforeAuthentication(
                        FormLogin.of((HttpServletRequest) request),
                        (HttpServletResponse) response,
                        chain);
              }
            });
  }

  @Override
  public void hooked() {
    RateLimitHandler open = handler;
    if (open != null) {
      open.hooked();
    }
  }

  @Override
  public List<EventCounters.Count> counts() {
    RateLimitHandler open = handler;
    return open == null ? List.of() : open.counters().snapshot();
  }

  @Override
  public List<LineStatus> lines() {
    RateLimitHandler open = handler;
    return open == null ? List.of() : open.inspector().lines();
  }

  @Override
  public List<KeyStatus> look(String text) {
    RateLimitHandler open = handler;
    return open == null ? List.of() : open.inspector().look(text);
  }

  @Override
  public List<LineStatus.Action> actions(String line, String key) {
    RateLimitHandler open = handler;
    return open == null ? List.of() : open.inspector().actions(line, key);
  }

  @Override
  public Map<String, Duration> refusedFor(String line, List<String> keys) {
    RateLimitHandler open = handler;
    return open == null ? Map.of() : open.inspector().refusedFor(line, keys);
  }

  @Override
  public boolean hasSwitches() {
    return true;
  }

  @Override
  public void switchTo(Switches switches) {
    RateLimitHandler open = handler;
    passes = switches.passes();
    if (open != null) {
      open.switchTo(switches);
    }
  }

  @Override
  public void close() {
    RateLimitHandler open = handler;
    handler = null;
    if (open != null) {
      open.close();
    }
    leave.run();
  }
}
