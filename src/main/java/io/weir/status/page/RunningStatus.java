package io.weir.status.page;

import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The status page of a running application. */
final class RunningStatus implements RunningFilter, StatusMXBean {

  private static final Logger LOG = LoggerFactory.getLogger(RunningStatus.class);

  /** How often a node tells the others what it has counted. */
  private static final int TELLS_SECONDS = 5;

  private static final Set<String> SWITCHES = Set.of("shadow", "off", "restore");

  private final StatusPolicy policy;
  private final SharedCounting counting;
  private final SignIn signIn;
  private final StatusView view;
  private final PageSwitches switches;
  private final PageActions actions;
  private final PageRequests requests;
  private final ScheduledThreadPoolExecutor thread;
  private final Runnable unlisten;
  private volatile ObservedApplication application;
  private volatile Runnable unregister = () -> {};

  /** Gives back what it counts with when it is closed. */
  RunningStatus(
      StatusPolicy policy, SharedCounting counting, ApplicationEvents events, InstantSource clock) {
    this.policy = policy;
    this.counting = counting;
    this.signIn = new SignIn(clock);
    this.application = new ObservedApplication("", events, List.of(), List.of());
    this.switches = new PageSwitches(counting.state(), policy.scope(), () -> application, clock);
    RefusedKeys refused = new RefusedKeys();
    PageLines lines = new PageLines(() -> application, switches);
    this.view = new StatusView(lines, events, counting, refused, policy.scope(), clock);
    this.actions = new PageActions(lines, events);
    this.requests = new PageRequests(policy, signIn, view, actions);
    this.unlisten = events.listen(refused::accept); // Refusals are kept and have an id, too.
    this.thread =
        new ScheduledThreadPoolExecutor(1, task -> DeadlineExecutor.thread(task, "weir-status"));
  }

  @Override
  public void observe(ObservedApplication observed) {
    application = observed;
    unregister = StatusBean.register(this, observed.contextPath());
    switches.open();
    view.note();
    var unused =
        thread.scheduleWithFixedDelay(view::note, TELLS_SECONDS, TELLS_SECONDS, TimeUnit.SECONDS);
    if (policy.code()) {
      logCode();
    }
  }

  private void logCode() {
    LOG.warn(
        "WEIR-131: the status page lets in who enters this code within {} minutes, once: {}",
        SignIn.CODE_LASTS.toMinutes(),
        signIn.newCode());
  }

  /** What follows the path of the page in a request; nothing if the request is for another path. */
  Optional<String> asked(HttpServletRequest request) {
    return policy.path().flatMap(path -> path.below(request));
  }

  void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    requests.answer(asked(request).orElseThrow(), request, response);
  }

  /** Who shows a token or a cookie of the page need not log in at the container. */
  @Override
  public Optional<Filter> beforeAuthentication() {
    return Optional.of(
        (request, response, chain) -> {
          HttpServletRequest asked = (HttpServletRequest) request;
          if (asked(asked).isPresent() && requests.needsNoLogin(asked)) {
            answer(asked, (HttpServletResponse) response);
          } else {
            chain.doFilter(request, response);
          }
        });
  }

  @Override
  public String getStatus() {
    return view.status("");
  }

  @Override
  public String explain(String id) {
    return view.explain(id);
  }

  @Override
  public void letEverythingPass() {
    actions.actInJmx(PageSwitches.SECTION, PageSwitches.ALL, "let-everything-pass");
  }

  @Override
  public void endLettingPass() {
    actions.actInJmx(PageSwitches.SECTION, PageSwitches.ALL, "end");
  }

  @Override
  public void switchLine(String filter, String line, String state) {
    if (!SWITCHES.contains(state)) {
      throw new IllegalArgumentException(
          "\"%s\": shadow, off and restore are allowed.".formatted(state));
    }
    actions.actInJmx(filter, line, state);
  }

  @Override
  public String newCode() {
    return policy.code()
        ? signIn.newCode()
        : "codes are switched off; set weir.status.code to true";
  }

  @Override
  public List<EventCounters.Count> counts() {
    return List.of();
  }

  @Override
  public void close() {
    thread.shutdownNow();
    unregister.run();
    unlisten.run();
    switches.close();
    view.close();
    counting.leave();
  }
}
