package io.weir.internal.deployment;

import io.weir.internal.events.ApplicationEvents;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the observers of an application see.
 *
 * @param contextPath empty for the application at the root of the server
 * @param filters all filters of Weir, running
 * @param sections what else administrators are shown
 * @param secretAges how long ago each secret was read, by its name
 */
public record ObservedApplication(
    String contextPath,
    ApplicationEvents events,
    List<RunningFilter> filters,
    List<StatusSection> sections,
    Supplier<Map<String, Duration>> secretAges) {

  /** An application without secrets. */
  public ObservedApplication(
      String contextPath,
      ApplicationEvents events,
      List<RunningFilter> filters,
      List<StatusSection> sections) {
    this(contextPath, events, filters, sections, Map::of);
  }

  public ObservedApplication {
    filters = List.copyOf(filters);
    sections = List.copyOf(sections);
  }
}
