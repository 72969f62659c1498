package io.weir.cors;

import io.weir.internal.deployment.FailureResponse;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.AsyncRequestWrapper;
import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import io.weir.internal.settings.Mode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes requests on or refuses them, and writes the CORS headers. */
final class CorsHandler implements AutoCloseable {

  /** Name of the request attribute that holds the answer. All dispatches share it. */
  private static final String ATTRIBUTE = "io.weir.cors.answer";

  /** The types that forms send (HTML §4.10.21.6). */
  private static final Set<String> FORMS =
      Set.of("application/x-www-form-urlencoded", "multipart/form-data", "text/plain");

  private static final String REFUSAL = "Weir-Cors-Refusal";

  private final CorsPolicy policy;
  private final CorsProtocol protocol;
  private final CorsLog log;

  /** Headers of the other filters, which stay if the application fails. */
  private final Set<String> otherHeaders;

  CorsHandler(
      CorsPolicy policy, Set<String> otherHeaders, InstantSource clock, ApplicationEvents events) {
    this.otherHeaders = Set.copyOf(otherHeaders);
    this.policy = policy;
    this.protocol = new CorsProtocol(policy);
    this.log = new CorsLog(policy, clock, events);
  }

  void open() {
    log.tellPolicy();
  }

  EventCounters counters() {
    return log.counters();
  }

  /** Passes the request on down the chain, or answers it. */
  void handle(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    CorsAnswer answer = answer(request);
    if (policy.mode() == Mode.SHADOW || isOwned(response)) {
      chain.doFilter(request, response);
      return;
    }
    // An error page shows a refusal that was written before, also by the container.
    boolean passes = answer.passes() || request.getDispatcherType() == DispatcherType.ERROR;
    if (passes) {
      write(answer, response);
      CorsResponseWrapper kept = new CorsResponseWrapper(response, answer, log::tellConflict);
      chain.doFilter(new AsyncRequestWrapper(request, kept), kept);
    } else {
      refuse(answer, request, response);
    }
  }

  /**
   * Does the same before the container authenticates the request, so that pages can read the
   * container's refusals. A preflight never carries credentials (Fetch §3.3.5): a container that
   * asks for some would refuse it.
   */
  void handleBeforeAuthentication(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    CorsAnswer answer = answer(request);
    if (answer.passes()) {
      write(answer, response);
      chain.doFilter(request, response);
    } else {
      refuse(answer, request, response);
    }
  }

  private CorsAnswer answer(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof CorsAnswer before) {
      return before;
    }
    CorsRequest asked = CorsRequest.of(request);
    CorsAnswer refusedOrNot = protocol.answer(asked);
    CorsAnswer answer =
        mayPostAllTheSame(refusedOrNot, asked, request) ? refusedOrNot.passing() : refusedOrNot;
    log.tell(answer, asked, Optional.ofNullable(request.getHeader("Host")));
    request.setAttribute(ATTRIBUTE, answer);
    return answer;
  }

  /** Whether a foreign page posts a form to a path that expects it. Pages read no answer. */
  private boolean mayPostAllTheSame(
      CorsAnswer answer, CorsRequest asked, HttpServletRequest request) {
    return answer.verdict() == CorsAnswer.Verdict.REFUSED
        && answer
            .refusal()
            .equals(Optional.of(CorsRefusal.of(CorsRefusal.Cause.ORIGIN_NOT_ALLOWED)))
        && asked.method().equals("POST")
        && !policy.refuseExcept().isEmpty()
        && isOfForm(request.getContentType())
        && policy.refuseExcept().stream()
            .anyMatch(path -> path.matches(Exchange.of(request).path(request)));
  }

  private static boolean isOfForm(@Nullable String contentType) {
    return contentType != null
        && FORMS.contains(contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
  }

  /** Whether an earlier filter, or this one in an earlier dispatch, keeps the headers. */
  private static boolean isOwned(ServletResponse response) {
    return response instanceof CorsResponseWrapper
        || (response instanceof ServletResponseWrapper wrapper
            && wrapper.isWrapperFor(CorsResponseWrapper.class));
  }

  private void write(CorsAnswer answer, HttpServletResponse response) {
    CorsResponseWrapper.write(answer, response);
    if (policy.debug()) {
      answer.refusal().ifPresent(refusal -> response.setHeader(REFUSAL, refusal.toString()));
    }
  }

  private void refuse(CorsAnswer answer, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    write(answer, response);
    switch (answer.verdict()) {
      case PREFLIGHT_GRANTED -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      case PREFLIGHT_REFUSED -> response.setStatus(HttpServletResponse.SC_FORBIDDEN);
      case REFUSED, PASSES ->
          Problem.plain(403, "Forbidden", "The origin of the request is not allowed")
              .of(log.refused())
              .write(ProblemFormat.AUTO, request, response);
    }
  }

  /** Whether the response has headers of this filter in this dispatch. */
  boolean owns(HttpServletRequest request, HttpServletResponse response) {
    CorsAnswer answer = answer(request);
    return policy.mode() == Mode.ENFORCE
        && (!isOwned(response) || request.getDispatcherType() == DispatcherType.ASYNC)
        && (answer.varies() || !answer.headers().isEmpty());
  }

  /** Answers 500 in place of the container, with Weir's headers. */
  void fail(Throwable failure, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Map<String, List<String>> kept = new HashMap<>();
    otherHeaders.forEach(name -> kept.put(name, List.copyOf(response.getHeaders(name))));
    FailureResponse.write(
        failure,
        response,
        () -> {
          kept.forEach((name, lines) -> lines.forEach(line -> response.addHeader(name, line)));
          if (!isOwned(response)) {
            write(answer(request), response);
          }
        });
  }

  @Override
  public void close() {
    log.close();
  }
}
