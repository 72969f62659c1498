package io.weir.internal.deployment;

import io.weir.internal.settings.Settings;

/**
 * A kind of filter, as the deployment sees it. The service loader finds the providers, so that no
 * filter's package needs to know another.
 */
public interface FilterProvider {

  /** The name in settings: {@code rate-limit} of {@code weir.rate-limit.rules}. */
  String name();

  /** The simple name of the filter-class: {@code RateLimitFilter}. */
  String filterName();

  /** The place of the filter in the chain: a request meets filters in ascending order. */
  int order();

  /** Whether the settings ask for the filter although none is declared. */
  boolean isConfigured(Settings settings);

  /**
   * Whether a declared filter gets a second place, before all other filters, so that it sees what
   * they answer. A filter without one is itself moved there.
   */
  default boolean hasFirstPlace() {
    return false;
  }

  /**
   * Whether a declared filter stays in its place among the filters of the application, because it
   * needs what they find out.
   */
  default boolean staysWhereDeclared() {
    return false;
  }

  /** Reads all settings of the filter. Its mistakes are those of {@code settings}. */
  FilterSetup read(Settings settings, String contextPath);

  /** The filter-class. */
  default String className() {
    return "io.weir." + filterName();
  }

  /** The context attribute that holds the {@link RunningFilter}. */
  default String attribute() {
    return "io.weir." + name();
  }
}
