package io.weir.ratelimit;

import io.weir.internal.grid.Grid;
import io.weir.internal.path.RequestPath;
import io.weir.internal.settings.Mode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** Where a request is let in or turned away. */
final class Gate implements AutoCloseable {

  private final RateLimitPolicy policy;
  private final Demands demands;
  private final Limiter limiter;
  private final Headers headers;
  private final Refusals refusals;
  private final Report report;

  /** What the rules met so far said to this request; its dispatches share it. */
  private final String attribute;

  Gate(RateLimitPolicy policy, Demands demands, Limiter limiter, InstantSource clock) {
    this.policy = policy;
    this.demands = demands;
    this.limiter = limiter;
    this.headers = new Headers(policy.headers(), policy.reset(), clock);
    this.refusals = new Refusals(policy.body());
    this.report = new Report(policy, clock);
    this.attribute = "io.weir.ratelimit@" + policy.scope();
  }

  static Gate of(RateLimitPolicy policy, Grid grid, InstantSource clock) {
    Limiter together = new InTurn(grid.counted());
    Limiter silent = new WhenSilent(grid.alone(), grid::nodes, policy.whenClusterFails());
    Limiter limiter =
        asked -> grid.ask(() -> together.consume(asked)).orElseGet(() -> silent.consume(asked));
    return new Gate(policy, new Demands(policy, grid.pseudonyms()), limiter, clock);
  }

  /** Lets the request on down the chain, or answers it. */
  void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    RequestPath path = RequestPath.of(request);
    report.watch(request);
    if (isAmbiguous(request, path)) {
      report.tellAmbiguousPath();
      if (policy.mode() == Mode.ENFORCE) {
        refusals.writeAmbiguousPath(request, response);
        return;
      }
    }
    Decision before = before(request);
    List<Demand> asked = demands.of(request, path, before);
    if (asked.isEmpty()) {
      chain.doFilter(request, response);
      return;
    }
    Decision now = limiter.consume(asked);
    report.tell(now);
    Decision decision = before.and(now.outcomes());
    request.setAttribute(attribute, decision);
    headers.of(decision).forEach(response::setHeader);
    if (!decision.stops()) {
      chain.doFilter(request, response);
    } else if (!response.isCommitted()) {
      refusals.write(decision, request, response);
    }
  }

  /** A forward's path is the application's own. */
  private boolean isAmbiguous(HttpServletRequest request, RequestPath path) {
    return request.getDispatcherType() == DispatcherType.REQUEST
        && policy.ambiguousPaths().refuses(path);
  }

  /**
   * Sets the headers of an error page. WildFly has taken back those of the answer that ended with
   * an exception.
   */
  void tellAgain(HttpServletRequest request, HttpServletResponse response) {
    headers.of(before(request)).forEach(response::setHeader);
  }

  private Decision before(HttpServletRequest request) {
    return request.getAttribute(attribute) instanceof Decision decision ? decision : Decision.NONE;
  }

  @Override
  public void close() {
    report.close();
  }
}
