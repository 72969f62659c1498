package io.weir.internal.deployment;

import io.weir.internal.events.ApplicationEvents;
import java.util.List;

/**
 * What the observers of an application see.
 *
 * @param contextPath empty for the application at the root of the server
 * @param filters all filters of Weir, running
 */
public record ObservedApplication(
    String contextPath, ApplicationEvents events, List<RunningFilter> filters) {

  public ObservedApplication {
    filters = List.copyOf(filters);
  }
}
