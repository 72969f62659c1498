package io.weir.internal.deployment;

import io.weir.internal.container.PreAuthenticationHook;
import io.weir.internal.container.SocketSupport;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Mistake;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The checked settings of a filter: a value, from which {@link #start} creates the running filter.
 */
public interface FilterSetup {

  /** Response headers of the filter that clients may want to read. */
  default Set<String> headers() {
    return Set.of();
  }

  /** The same setup, adapted to all filters of the application. */
  default FilterSetup beside(Collection<? extends FilterSetup> all) {
    return this;
  }

  /** Whether the filter answers preflights, if they reach it before the container refuses them. */
  default boolean answersPreflights() {
    return false;
  }

  /**
   * Whether the settings name an origin whose pages may send requests.
   *
   * @param origin the value of an {@code Origin} header
   */
  default boolean knowsOrigin(String origin) {
    return false;
  }

  /** The rules that also count what a server answers before any filter, if it lets Weir see it. */
  default List<String> rulesBeforeAuthentication() {
    return List.of();
  }

  /**
   * The settings that protect nothing on a server without a {@link PreAuthenticationHook}, each as
   * a mistake.
   */
  default List<Mistake> mistakesWithoutHook() {
    return List.of();
  }

  /** The settings that nothing would enforce on such a server, each as a mistake. */
  default List<Mistake> mistakesOn(SocketSupport sockets) {
    return List.of();
  }

  /** What the settings name and the application does not have, each as a mistake. */
  default List<Mistake> mistakesIn(Deployment deployment) {
    return List.of();
  }

  /**
   * Starts everything that the filter needs before its first request.
   *
   * @param events of the application, which the filter tells
   * @throws IllegalStateException with a sentence for the administrator
   */
  RunningFilter start(Deployment deployment, ApplicationEvents events);
}
