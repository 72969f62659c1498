package io.weir.status.metrics;

import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.exchange.Exchange;
import io.weir.internal.http.Accept;
import io.weir.internal.http.RequestHead;
import io.weir.internal.problem.Problem;
import io.weir.internal.problem.ProblemFormat;
import io.weir.status.Access;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metrics filter of a running application. */
final class RunningMetrics implements RunningFilter {

  private static final String OPEN_METRICS = "application/openmetrics-text";
  private static final String PLAIN = "text/plain";

  private static final String CIRCUITS = "circuit-breaker";
  private static final String CLOSED = "closed";

  private static final String VERSION = version();

  private final MetricsPolicy policy;
  private final Collector collector = new Collector();
  private final Runnable unlisten;
  private volatile ObservedApplication application;
  private volatile Runnable unregister = () -> {};

  /** Listens from the first event on. */
  RunningMetrics(MetricsPolicy policy, ApplicationEvents events) {
    this.policy = policy;
    this.application = new ObservedApplication("", events, List.of(), List.of());
    this.unlisten = events.listen(collector);
  }

  /** The manifest of the jar tells it to its own classes, not to those in jars within it. */
  private static String version() {
    try {
      Class<?> shell =
          Class.forName(
              new MetricsProvider().className(), false, RunningMetrics.class.getClassLoader());
      return Optional.ofNullable(shell.getPackage().getImplementationVersion()).orElse("unknown");
    } catch (ClassNotFoundException e) {
      return "unknown";
    }
  }

  @Override
  public void observe(ObservedApplication observed) {
    application = observed;
    unregister = MetricsBean.register(this::families, observed.contextPath());
  }

  /** A client with a token need not log in at the container. */
  @Override
  public Optional<Filter> beforeAuthentication() {
    return Optional.of(
        (request, response, chain) -> {
          HttpServletRequest asked = (HttpServletRequest) request;
          if (isAskedFor(asked) && policy.guard().admitsWithoutLogin(asked)) {
            answer(asked, (HttpServletResponse) response, Access.ALLOWED);
          } else {
            chain.doFilter(request, response);
          }
        });
  }

  boolean isAskedFor(HttpServletRequest request) {
    return policy.path().filter(path -> path.isAskedFor(request)).isPresent();
  }

  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    answer(request, response, policy.guard().access(request));
  }

  private void answer(HttpServletRequest request, HttpServletResponse response, Access access)
      throws IOException {
    Exchange.of(request).refuse(); // What Weir answers itself is no attempt to log in.
    String method = RequestHead.method(request);
    if (access != Access.ALLOWED) {
      policy.guard().refuse(access, request, response);
    } else if (method.equals("GET") || method.equals("HEAD")) {
      write(request, response, method.equals("GET"));
    } else {
      response.setHeader("Allow", "GET, HEAD");
      Problem.plain(405, "Method Not Allowed", "Metrics are read with GET.")
          .write(ProblemFormat.AUTO, request, response);
    }
  }

  private void write(HttpServletRequest request, HttpServletResponse response, boolean body)
      throws IOException {
    Accept accept = Accept.of(RequestHead.fieldLines(request, "Accept"));
    Exposition format =
        accept.prefers(OPEN_METRICS, PLAIN) ? Exposition.OPEN_METRICS : Exposition.PROMETHEUS;
    byte[] text = format.text(families()).getBytes(StandardCharsets.UTF_8);
    Problem.markAnswered(request);
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Vary", "Accept, Authorization");
    response.setContentType(format.contentType());
    response.setContentLength(text.length);
    if (body) {
      response.getOutputStream().write(text);
    }
    response.flushBuffer();
  }

  /** All metrics, as they stand now. */
  List<Family> families() {
    List<EventCounters.Count> counts =
        application.filters().stream().flatMap(filter -> filter.counts().stream()).toList();
    List<Family> families = new ArrayList<>(collector.families(circuits()));
    families.add(RequestCounts.family(counts));
    families.add(SecretAges.family(application.secretAges().get()));
    families.addAll(NodeFamilies.of(VERSION));
    return families;
  }

  /** What each circuit does now, by itself or because an administrator has decided so. */
  private Map<String, String> circuits() {
    Map<String, String> states = new LinkedHashMap<>();
    application.filters().stream()
        .filter(RunningMetrics::hasCircuits)
        .flatMap(filter -> filter.lines().stream())
        .forEach(circuit -> states.put(circuit.name(), state(circuit.facts())));
    return states;
  }

  private static String state(Map<String, String> facts) {
    return switch (facts.getOrDefault("forced", "")) {
      case "open" -> "open";
      case CLOSED, "disabled" -> CLOSED;
      default -> facts.getOrDefault("state", CLOSED);
    };
  }

  private static boolean hasCircuits(RunningFilter filter) {
    return filter.counts().stream().anyMatch(count -> count.filter().equals(CIRCUITS));
  }

  @Override
  public List<EventCounters.Count> counts() {
    return List.of();
  }

  @Override
  public void close() {
    unlisten.run();
    unregister.run();
  }
}
