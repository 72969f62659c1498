package io.weir.internal.deployment;

import io.weir.internal.container.PreAuthenticationHook;
import io.weir.internal.events.EventCounters;
import io.weir.internal.upstream.AttemptBudget;
import io.weir.internal.upstream.ServiceCircuit;
import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a filter needs while its application runs, from the start of the application to its end. */
public interface RunningFilter extends AutoCloseable {

  /**
   * What every request meets before the container authenticates it, on a server with a {@link
   * PreAuthenticationHook}. Its chain is the rest of the server, in the same call and thread.
   */
  Optional<Filter> beforeAuthentication();

  /** Tells that every request meets {@link #beforeAuthentication()} from now on. */
  default void hooked() {}

  /**
   * Tells which filters of the application stand before the declared filter.
   *
   * @param filters their names; empty also if the filter is not declared
   */
  default void standsBehind(List<String> filters) {}

  /** The circuit of a service that the application calls; empty if this filter has none. */
  default Optional<ServiceCircuit> circuit(String name) {
    return Optional.empty();
  }

  /**
   * What budgets hold for the request that this thread processes; empty if this filter holds
   * nothing for it.
   */
  default Optional<AttemptBudget> attemptBudget() {
    return Optional.empty();
  }

  /** Tells what else runs in the application, before its first request. */
  default void observe(ObservedApplication application) {}

  /** The number of decisions since the filter started, by rule and verdict. */
  List<EventCounters.Count> counts();

  /** The lines of its table, as they stand now. */
  default List<LineStatus> lines() {
    return List.of();
  }

  /**
   * What is left for a client.
   *
   * @param text an address, the name of a user, or another value that lines count by
   */
  default List<KeyStatus> look(String text) {
    return List.of();
  }

  /**
   * What an administrator can do for one client.
   *
   * @param line its name
   * @param key the pseudonym of the client
   * @return nothing if the line has no such keys
   */
  default List<LineStatus.Action> actions(String line, String key) {
    return List.of();
  }

  /**
   * How long clients are refused still; zero if they are not.
   *
   * @param line its name
   * @param keys the pseudonyms of clients
   * @return by key; of a key that is missing it is not known
   */
  default Map<String, Duration> refusedFor(String line, List<String> keys) {
    return Map.of();
  }

  /** Whether single lines can be switched. A circuit has operations of its own instead. */
  default boolean hasSwitches() {
    return false;
  }

  /** Has lines apply as administrators have decided, from the next request on. Never waits. */
  default void switchTo(Switches switches) {}

  @Override
  void close();
}
