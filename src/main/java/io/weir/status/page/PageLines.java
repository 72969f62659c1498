package io.weir.status.page;

import io.weir.internal.deployment.LineStatus;
import io.weir.internal.deployment.ObservedApplication;
import io.weir.internal.deployment.RunningFilter;
import io.weir.internal.deployment.StatusSection;
import io.weir.internal.events.EventCounters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The lines of the page, with what can be done: those of filters, of sections, and of Weir itself.
 *
 * @param application as it runs now
 */
record PageLines(Supplier<ObservedApplication> application, PageSwitches switches) {

  /** The name of a filter in settings; nothing if it counts nothing. */
  static Optional<String> name(RunningFilter filter) {
    return filter.counts().stream().map(EventCounters.Count::filter).findFirst();
  }

  /** All that have lines, in the order in which the page shows them. */
  List<StatusSection> sections() {
    List<StatusSection> all = new ArrayList<>();
    all.add(new StatusSection(PageSwitches.SECTION, () -> List.of(switches.all())));
    for (RunningFilter filter : application.get().filters()) {
      name(filter)
          .ifPresent(name -> all.add(new StatusSection(name, () -> switches.with(name, filter))));
    }
    all.addAll(application.get().sections());
    return all;
  }

  /** What can be done with a line. */
  Stream<LineStatus.Action> actions(String section, String line) {
    return sections().stream()
        .filter(one -> one.name().equals(section))
        .flatMap(one -> one.lines().get().stream())
        .filter(one -> one.name().equals(line))
        .flatMap(one -> one.actions().stream());
  }

  /** How long clients are refused still. */
  Map<String, Duration> refusedFor(String filter, String line, List<String> keys) {
    return application.get().filters().stream()
        .filter(one -> name(one).filter(filter::equals).isPresent())
        .findFirst()
        .map(one -> one.refusedFor(line, keys))
        .orElse(Map.of());
  }

  /** What can be done for a client, by its pseudonym. */
  Stream<LineStatus.Action> actions(String filter, String line, String key) {
    return application.get().filters().stream()
        .filter(one -> name(one).filter(filter::equals).isPresent())
        .flatMap(one -> one.actions(line, key).stream());
  }
}
