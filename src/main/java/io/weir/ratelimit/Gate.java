package io.weir.ratelimit;

import io.weir.internal.content.Content;
import io.weir.internal.grid.Grid;
import io.weir.internal.grid.Pseudonyms;
import io.weir.internal.path.RequestPath;
import io.weir.internal.settings.Mode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;

/** Where a request is let in or turned away. */
final class Gate implements AutoCloseable {

  private final RateLimitPolicy policy;
  private final Demands demands;
  private final Limiter limiter;
  private final Resolvers resolvers;
  private final Headers headers;
  private final Refusals refusals;
  private final Report report;

  /** What the rules met so far said to this request; its dispatches share it. */
  private final String attribute;

  Gate(RateLimitPolicy policy, Pseudonyms pseudonyms, Limiter limiter, InstantSource clock) {
    this.policy = policy;
    this.resolvers = new Resolvers(clock);
    this.demands = new Demands(policy, pseudonyms, resolvers);
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
    return new Gate(policy, grid.pseudonyms(), limiter, clock);
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
    Content content = Content.of(request);
    Decision before = before(request);
    Demands.Met met;
    try {
      met = demands.of(content, path, before);
    } catch (IOException e) {
      refusals.writeBrokenBody(request, response);
      return;
    }
    if (met.isNothing()) {
      chain.doFilter(content.request(), response);
      return;
    }
    Decision now = met.decide(limiter);
    report.tell(now);
    Decision decision = before.and(now.outcomes());
    request.setAttribute(attribute, decision);
    headers.of(decision).forEach(response::setHeader);
    if (!decision.stops()) {
      chain.doFilter(content.request(), response);
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
   * Lets an error page on, with the headers. WildFly has taken back those of the answer that ended
   * with an exception.
   */
  void tellAgain(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    headers.of(before(request)).forEach(response::setHeader);
    chain.doFilter(Content.of(request).request(), response);
  }

  private Decision before(HttpServletRequest request) {
    return request.getAttribute(attribute) instanceof Decision decision ? decision : Decision.NONE;
  }

  @Override
  public void close() {
    report.close();
    resolvers.close();
  }
}
