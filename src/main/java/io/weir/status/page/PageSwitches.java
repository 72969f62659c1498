package io.weir.status.page;

import io.weir.internal.counting.state.Decision;
import io.weir.internal.counting.state.SharedState;
import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.deployment.Switches;
import io.weir.internal.events.EventCounters.Count;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.settings.Setting;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Switches lines and whole filters while the application runs, on all nodes. What was decided last
 * is in the {@link SharedState}: a node that starts later learns it there.
 */
final class PageSwitches implements AutoCloseable {

  /** The section of what concerns all filters, and its line. */
  static final String SECTION = "weir";

  static final String ALL = "all filters";

  private static final Logger LOG = LoggerFactory.getLogger(PageSwitches.class);

  private static final String PASSES =
      "Every request passes Weir's limits, budgets, circuits and validation, and nothing is counted, because an administrator decided so.";

  private final SharedState state;
  private final String scope;
  private final Supplier<ObservedApplication> application;
  private final LogThrottle reminder;

  /** What holds now, by the names of filters. */
  private final Map<String, Switches> applied = new HashMap<>();

  private boolean passing;
  private Runnable silence = () -> {};

  /**
   * Switches that {@link #open} applies.
   *
   * @param scope applications of one scope are switched together
   * @param application as it runs now
   */
  PageSwitches(
      SharedState state,
      String scope,
      Supplier<ObservedApplication> application,
      InstantSource clock) {
    this.state = state;
    this.scope = scope;
    this.application = application;
    this.reminder = new LogThrottle(Duration.ofHours(1), clock);
  }

  /** Applies what was decided, and from now on what changes. */
  void open() {
    silence = state.listen(this::apply);
    apply();
  }

  private synchronized void apply() {
    boolean passes = passes();
    if (passes && reminder.claim()) {
      LOG.warn(
          "WEIR-137: every request passes Weir's limits, budgets, circuits and validation on all nodes, because an administrator decided so; end it on the status page");
    } else if (passing && !passes) {
      LOG.warn("WEIR-137: Weir's limits, budgets, circuits and validation apply again");
    }
    passing = passes;
    for (RunningFilter filter : application.get().filters()) {
      PageLines.name(filter).ifPresent(name -> apply(name, filter, passes));
    }
  }

  private void apply(String name, RunningFilter filter, boolean passes) {
    Map<String, Switches.State> lines = new LinkedHashMap<>();
    List<String> all =
        filter.hasSwitches()
            ? filter.counts().stream().map(Count::rule).distinct().toList()
            : List.of();
    for (String line : all) {
      Switches.State decided = of(name, line);
      if (decided != Switches.State.AS_WRITTEN) {
        lines.put(line, decided);
      }
    }
    Switches before = applied.getOrDefault(name, Switches.NONE);
    Switches now = new Switches(passes, lines);
    if (!now.equals(before)) {
      filter.switchTo(now);
      applied.put(name, now);
      all.forEach(line -> tell(name, line, before.switched(line), now.switched(line)));
    }
  }

  private static void tell(
      String filter, String line, Switches.State before, Switches.State switched) {
    if (switched != before) {
      LOG.warn(
          "WEIR-138: {} {} is {} on all nodes from now on, because an administrator decided so",
          filter,
          line,
          words(switched));
    }
  }

  private static String words(Switches.State switched) {
    return Setting.word(switched).replace('-', ' ');
  }

  private String name(String... parts) {
    return SharedState.name(
        Stream.concat(Stream.of("switch", scope), Stream.of(parts)).toArray(String[]::new));
  }

  private boolean passes() {
    return state.decision(name()).map(Decision::text).filter("pass"::equals).isPresent();
  }

  private Switches.State of(String filter, String line) {
    String decided = state.decision(name(filter, line)).map(Decision::text).orElse("");
    return Stream.of(Switches.State.values())
        .filter(one -> Setting.word(one).equals(decided))
        .findFirst()
        .orElse(Switches.State.AS_WRITTEN);
  }

  private void decide(String text, String... parts) {
    state.decide(name(parts), text);
    apply();
  }

  /** What administrators must not overlook, in sentences. */
  synchronized List<String> banners() {
    List<String> banners = new ArrayList<>();
    if (passing) {
      banners.add(PASSES);
    }
    applied.forEach(
        (filter, switches) ->
            switches
                .lines()
                .forEach(
                    (line, switched) ->
                        banners.add(
                            "%s %s is %s, because an administrator decided so."
                                .formatted(filter, line, words(switched)))));
    banners.sort(null);
    return banners;
  }

  /** The line by which every request can be let pass. */
  LineStatus all() {
    return new LineStatus(
        ALL,
        "",
        Map.of("state", passes() ? "every request passes" : "as written"),
        List.of(
            new LineStatus.Action(
                "let-everything-pass",
                "Lets every request pass the limits, budgets, circuits and the validation, and counts nothing, on all nodes, until you end it or all nodes have stopped. Nothing protects the application meanwhile. CORS, this page, metrics and limits of calls to services go on.",
                () -> decide("pass")),
            new LineStatus.Action(
                "end",
                "Ends that every request passes: limits, budgets, circuits and the validation apply again on all nodes.",
                () -> decide("apply"))));
  }

  /** The lines of a filter, with what switches them. */
  List<LineStatus> with(String name, RunningFilter filter) {
    return filter.hasSwitches()
        ? filter.lines().stream().map(line -> with(name, line)).toList()
        : filter.lines();
  }

  private LineStatus with(String filter, LineStatus line) {
    Switches.State switched = of(filter, line.name());
    Map<String, String> facts = new LinkedHashMap<>(line.facts());
    if (switched != Switches.State.AS_WRITTEN) {
      facts.put("switched", words(switched));
    }
    List<LineStatus.Action> actions = new ArrayList<>(line.actions());
    actions.add(
        action(
            "shadow",
            "Counts and reports, but refuses nothing any more",
            filter,
            line,
            Switches.State.SHADOW));
    actions.add(
        action(
            "off",
            "Counts nothing and refuses nothing any more",
            filter,
            line,
            Switches.State.OFF));
    actions.add(
        new LineStatus.Action(
            "restore",
            "Applies as it is written again, on all nodes.",
            () -> decide(Setting.word(Switches.State.AS_WRITTEN), filter, line.name())));
    return new LineStatus(line.name(), line.text(), facts, line.levels(), actions);
  }

  private LineStatus.Action action(
      String name, String words, String filter, LineStatus line, Switches.State to) {
    return new LineStatus.Action(
        name,
        words + ", on all nodes, until it is restored or all nodes have stopped.",
        () -> decide(Setting.word(to), filter, line.name()));
  }

  @Override
  public void close() {
    silence.run();
  }
}
