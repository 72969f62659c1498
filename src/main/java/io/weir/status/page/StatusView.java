package io.weir.status.page;

import io.weir.internal.counting.cluster.SharedCounting;
import io.weir.internal.deployment.KeyStatus;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.events.EventCounters;
import io.weir.internal.events.Refusal;
import io.weir.status.page.RefusedKeys.Client;
import io.weir.status.page.StatusDocument.ClientStatus;
import io.weir.status.page.StatusDocument.FilterStatus;
import io.weir.status.page.StatusDocument.RefusalStatus;
import io.weir.status.page.StatusDocument.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the page shows of an application and its nodes. */
final class StatusView implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusView.class);

  private static final int REFUSALS_SHOWN = 50;

  private final Supplier<ObservedApplication> application;
  private final PageLines lines;
  private final PageSwitches switches;
  private final ApplicationEvents events;
  private final InstantSource clock;
  private final ClusterCounts cluster;
  private final History history = new History();
  private final LevelHistory levels = new LevelHistory();
  private final ClusterKeys keys;
  private final NodeStatus node;

  /**
   * What is shown.
   *
   * @param refused whom this node has refused
   * @param scope applications of one scope show their counts together
   */
  StatusView(
      PageLines lines,
      ApplicationEvents events,
      SharedCounting counting,
      RefusedKeys refused,
      String scope,
      InstantSource clock) {
    this.application = lines.application();
    this.lines = lines;
    this.switches = lines.switches();
    this.events = events;
    this.clock = clock;
    this.cluster = new ClusterCounts(counting.state(), scope);
    this.node = new NodeStatus(counting, scope);
    this.keys = new ClusterKeys(counting.state(), scope, refused);
  }

  /** Notes what is counted now, and tells it to the other nodes. May wait for the cluster. */
  void note() {
    try {
      List<EventCounters.Count> counts = allCounts();
      if (history.note(clock.instant(), counts)) {
        noteLevels();
      }
      cluster.tell(history.of(counts));
      keys.tell(clock.instant());
      node.tell();
    } catch (RuntimeException e) {
      LOG.debug("The counts of this node are not told", e); // The next time, perhaps.
    }
  }

  private void noteLevels() {
    Instant now = clock.instant();
    for (RunningFilter filter : application.get().filters()) {
      for (LineStatus line : filter.lines()) {
        line.levels().forEach(level -> levels.note(now, line.name(), level));
      }
    }
  }

  private List<EventCounters.Count> allCounts() {
    return application.get().filters().stream()
        .flatMap(filter -> filter.counts().stream())
        .toList();
  }

  /**
   * What the page shows, as JSON.
   *
   * @param forActions the token that actions must name; empty if the reader does not act
   */
  String status(String forActions) {
    Instant now = clock.instant();
    return StatusDocument.of(
        new Snapshot(
            now,
            forActions,
            application.get().contextPath(),
            switches.banners(),
            cluster.nodes(),
            filters(),
            levels,
            history.of(allCounts()),
            cluster.others(),
            blocks(now),
            busiest(now),
            events.lastRefusals(REFUSALS_SHOWN).stream().map(this::withActions).toList()));
  }

  private List<ClientStatus> busiest(Instant now) {
    return keys.busiest(now).stream()
        .map(busy -> new ClientStatus(busy.client(), busy.refused(), now, actions(busy.client())))
        .toList();
  }

  /** Those who are refused now: a block may have been lifted. */
  private List<ClientStatus> blocks(Instant now) {
    Map<Client, Instant> blocks = keys.blocks(now);
    Map<Client, Instant> until = new HashMap<>();
    blocks.keySet().stream()
        .collect(Collectors.groupingBy(client -> List.of(client.filter(), client.rule())))
        .forEach(
            (line, clients) -> {
              Map<String, Duration> refused =
                  lines.refusedFor(
                      line.get(0), line.get(1), clients.stream().map(Client::key).toList());
              for (Client client : clients) {
                Duration still = refused.get(client.key());
                if (still == null) {
                  until.put(client, blocks.getOrDefault(client, now));
                } else if (!still.isZero()) {
                  until.put(client, now.plus(still));
                }
              }
            });
    return until.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(one -> new ClientStatus(one.getKey(), 0, one.getValue(), actions(one.getKey())))
        .toList();
  }

  private List<LineStatus.Action> actions(Client client) {
    return lines.actions(client.filter(), client.rule(), client.key()).toList();
  }

  private RefusalStatus withActions(Refusal refusal) {
    Refusal.Subject subject = refusal.subject();
    return new RefusalStatus(
        refusal, lines.actions(subject.filter(), subject.rule(), subject.key()).toList());
  }

  private List<FilterStatus> filters() {
    return Stream.concat(
            lines.sections().stream()
                .map(section -> new FilterStatus(section.name(), section.lines().get())),
            Stream.of(new FilterStatus("cluster", List.of(node.line()))))
        .toList();
  }

  /** What is known of a refusal. */
  String explain(String id) {
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

  /** What is left for a client. */
  String lookUp(String text) {
    Map<String, List<KeyStatus>> byFilter = new LinkedHashMap<>();
    for (RunningFilter filter : application.get().filters()) {
      PageLines.name(filter).ifPresent(name -> byFilter.put(name, filter.look(text)));
    }
    return StatusDocument.of(text, byFilter);
  }

  @Override
  public void close() {
    node.close();
    keys.close();
    cluster.close();
  }
}
