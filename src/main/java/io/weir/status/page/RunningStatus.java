package io.weir.status.page;

import io.weir.internal.counting.CallStatistics;
import io.weir.internal.counting.DeadlineExecutor;
import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.KeyStatus;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.AdministratorActed;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.Refusal;
import io.weir.internal.settings.Setting;
import io.weir.status.page.StatusDocument.FilterStatus;
import io.weir.status.page.StatusDocument.Snapshot;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The status page of a running application. */
final class RunningStatus implements RunningFilter, StatusMXBean {

  private static final Logger LOG = LoggerFactory.getLogger(RunningStatus.class);

  private static final int REFUSALS_SHOWN = 50;

  /** How often a node tells the others what it has counted. */
  private static final int TELLS_SECONDS = 5;

  private final StatusPolicy policy;
  private final SharedCounting counting;
  private final ApplicationEvents events;
  private final InstantSource clock;
  private final SignIn signIn;
  private final PageRequests requests;
  private final History history = new History();
  private final ClusterCounts cluster;
  private final ScheduledThreadPoolExecutor thread;
  private final Runnable unlisten;
  private volatile ObservedApplication application;
  private volatile Runnable unregister = () -> {};

  /** Gives back what it counts with when it is closed. */
  RunningStatus(
      StatusPolicy policy, SharedCounting counting, ApplicationEvents events, InstantSource clock) {
    this.policy = policy;
    this.counting = counting;
    this.events = events;
    this.clock = clock;
    this.signIn = new SignIn(clock);
    this.requests = new PageRequests(policy, signIn, this);
    this.application = new ObservedApplication("", events, List.of(), List.of());
    this.cluster = new ClusterCounts(counting.state(), policy.scope());
    this.unlisten = events.listen(event -> {}); // So that refusals are kept and have an id.
    this.thread =
        new ScheduledThreadPoolExecutor(1, task -> DeadlineExecutor.thread(task, "weir-status"));
  }

  @Override
  public void observe(ObservedApplication observed) {
    application = observed;
    unregister = StatusBean.register(this, observed.contextPath());
    note();
    var unused =
        thread.scheduleWithFixedDelay(this::note, TELLS_SECONDS, TELLS_SECONDS, TimeUnit.SECONDS);
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

  private void note() {
    try {
      List<EventCounters.Count> counts = allCounts();
      history.note(clock.instant(), counts);
      cluster.tell(history.of(counts));
    } catch (RuntimeException e) {
      LOG.debug("The counts of this node are not told", e); // The next time, perhaps.
    }
  }

  private List<EventCounters.Count> allCounts() {
    return application.filters().stream().flatMap(filter -> filter.counts().stream()).toList();
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
    return status("");
  }

  /**
   * What the page shows, as JSON.
   *
   * @param forActions the token that actions must name; empty if the reader does not act
   */
  String status(String forActions) {
    return StatusDocument.of(
        new Snapshot(
            clock.instant(),
            forActions,
            application.contextPath(),
            cluster.nodes(),
            filters(),
            history.of(allCounts()),
            cluster.others(),
            events.lastRefusals(REFUSALS_SHOWN)));
  }

  private List<FilterStatus> filters() {
    List<FilterStatus> all = new ArrayList<>();
    for (RunningFilter filter : application.filters()) {
      List<EventCounters.Count> counts = filter.counts();
      if (!counts.isEmpty()) {
        all.add(new FilterStatus(counts.get(0).filter(), filter.lines()));
      }
    }
    application
        .sections()
        .forEach(section -> all.add(new FilterStatus(section.name(), section.lines().get())));
    all.add(new FilterStatus("cluster", List.of(thisNode())));
    return all;
  }

  /** How this node counts with the others. */
  private LineStatus thisNode() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("nodes", String.valueOf(counting.nodes()));
    facts.put("answers", counting.isSilent() ? "no" : "yes");
    facts.put("not told yet", counting.owes() ? "something" : "nothing");
    counting
        .calls()
        .ifPresent(
            calls -> {
              for (CallStatistics.Outcome outcome : CallStatistics.Outcome.values()) {
                facts.put("calls " + Setting.word(outcome), String.valueOf(calls.calls(outcome)));
              }
            });
    return new LineStatus("this node", counting.place(), facts, List.of());
  }

  @Override
  public String explain(String id) {
    return refusal(id)
        .map(StatusDocument::of)
        .orElseGet(
            () ->
                StatusDocument.said(
                    "This node does not know this refusal: it keeps the last 10,000, for an hour."));
  }

  private Optional<Refusal> refusal(String id) {
    try {
      return events.refusal(UUID.fromString(id.strip().replaceFirst("^urn:uuid:", "")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String newCode() {
    return policy.code()
        ? signIn.newCode()
        : "codes are switched off; set weir.status.code to true";
  }

  /** What is left for a client. */
  String lookUp(String text) {
    Map<String, List<KeyStatus>> byFilter = new LinkedHashMap<>();
    for (RunningFilter filter : application.filters()) {
      List<EventCounters.Count> counts = filter.counts();
      if (!counts.isEmpty()) {
        byFilter.put(counts.get(0).filter(), filter.look(text));
      }
    }
    return StatusDocument.of(text, byFilter);
  }

  /**
   * Does what an administrator wants.
   *
   * @param key the pseudonym of a client; empty for an action of a line
   * @param who the name of the administrator; empty if it is not known
   * @return whether there is such an action
   */
  boolean act(String filterName, String line, String action, String key, String who) {
    boolean done =
        application.filters().stream()
                .filter(
                    filter ->
                        filter.counts().stream()
                            .anyMatch(count -> count.filter().equals(filterName)))
                .anyMatch(filter -> act(filter, line, action, key))
            || application.sections().stream()
                .filter(section -> section.name().equals(filterName) && key.isEmpty())
                .anyMatch(section -> act(section.lines().get(), line, action));
    if (done) {
      LOG.warn(
          "WEIR-132: an administrator has acted on the status page: {} {} {}{}",
          action,
          filterName,
          line,
          key.isEmpty() ? "" : ", key " + key);
      events.tell(
          new AdministratorActed(clock.instant(), "page", who, action, filterName, line, key));
    }
    return done;
  }

  private static boolean act(RunningFilter filter, String line, String action, String key) {
    if (!key.isEmpty()) {
      return action.equals("reset") && filter.reset(line, key);
    }
    return act(filter.lines(), line, action);
  }

  private static boolean act(List<LineStatus> lines, String line, String action) {
    Optional<LineStatus.Action> found =
        lines.stream()
            .filter(one -> one.name().equals(line))
            .flatMap(one -> one.actions().stream())
            .filter(one -> one.name().equals(action))
            .findFirst();
    found.ifPresent(one -> one.act().run());
    return found.isPresent();
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
    cluster.close();
    counting.leave();
  }
}
