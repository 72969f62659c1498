package io.weir.cors;

import io.weir.internal.deployment.ErrorPages;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.EventCounters;
import io.weir.internal.settings.Mode;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;

/** The CORS filter of a running application. */
record RunningCors(Mode mode, CorsHandler handler, ErrorPages errorPages) implements RunningFilter {

  /** Whether all requests pass untouched. */
  boolean isOff() {
    return mode == Mode.OFF;
  }

  @Override
  public Optional<Filter> beforeAuthentication() {
    return mode == Mode.ENFORCE
        ? Optional.of(
            (request, response, chain) ->
                handler.handleBeforeAuthentication(
                    (HttpServletRequest) request, (HttpServletResponse) response, chain))
        : Optional.empty();
  }

  @Override
  public List<EventCounters.Count> counts() {
    return handler.counters().snapshot();
  }

  @Override
  public void close() {
    handler.close();
  }
}
