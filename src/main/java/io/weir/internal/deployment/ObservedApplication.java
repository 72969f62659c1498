package io.weir.internal.deployment;

import io.weir.internal.events.ApplicationEvents;
import java.util.List;

/**
 * What the observers of an application see.
 *
 * @param contextPath empty for the application at the root of the server
 * @param filters all filters of Weir, running
 * @param sections what else administrators are shown
 */
public record ObservedApplication(
    String contextPath,
    ApplicationEvents events,
    List<RunningFilter> filters,
    List<StatusSection> sections) {

  public ObservedApplication {
    filters = List.copyOf(filters);
    sections = List.copyOf(sections);
  }
}
