package io.weir.internal.deployment;

import io.weir.internal.container.PreAuthenticationHook;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of filter, as the deployment sees it; found by the service loader, so that no room need
 * know another. Kinds are listed there in the order in which a request meets their filters.
 */
public interface FilterProvider {

  /** As in {@code weir.rate-limit.rules}. */
  String name();

  /** The simple name of the class at the front door. */
  String shell();

  /** Whether it is wanted even though no filter is declared. */
  boolean isConfigured(Settings settings);

  /** Reads all settings of the kind; mistakes are those of {@code settings}. */
  FilterSetup read(Settings settings, String contextPath);

  /** The attribute of the application under which its checked plan is kept. */
  default String attribute() {
    return "io.weir." + name();
  }

  /** What was read and checked. */
  interface FilterSetup {

    /** Headers by which its answers tell something that clients may want to know. */
    default Set<String> headers() {
      return Set.of();
    }

    /** This plan in the company of the other filters of the application. */
    default FilterSetup beside(Collection<? extends FilterSetup> others) {
      return this;
    }

    /**
     * What meets every request before the container authenticates it, on a server that has such an
     * {@link PreAuthenticationHook}. Its chain is the rest of the server, in the same call and
     * thread, whatever request and response are passed on.
     */
    default Optional<Filter> beforeAuthentication() {
      return Optional.empty();
    }

    /** Whether it answers preflights, if it meets them before the container refuses them. */
    default boolean answersPreflights() {
      return false;
    }

    /**
     * The settings that protect nothing where {@link #beforeAuthentication} meets no request; on
     * such a server each of them is a mistake.
     */
    default List<Mistake> mistakesWithoutEntrance() {
      return List.of();
    }

    /**
     * Starts what the filter will need, before its first request does.
     *
     * @return what ends it
     * @throws IllegalStateException with a sentence for the administrator
     */
    default Runnable start(ServletContext context) throws ServletException {
      return () -> {};
    }
  }
}
