package io.weir.internal.server;

import io.weir.internal.settings.Settings;

/**
 * A kind of filter, as the deployment sees it; found by the service loader, so that no room need
 * know another.
 */
public interface FilterKind {

  /** As in {@code weir.rate-limit.rules}. */
  String name();

  /** The simple name of the class at the front door. */
  String shell();

  /** Whether it is wanted even though no filter is declared. */
  boolean isConfigured(Settings settings);

  /** Reads all settings of the kind; mistakes are those of {@code settings}. */
  Plan read(Settings settings, String contextPath);

  /** The attribute of the application under which its checked plan is kept. */
  default String attribute() {
    return "io.weir." + name();
  }

  /** What was read and checked. */
  interface Plan {

    /**
     * Starts what the filter will need, before its first request does.
     *
     * @return what ends it
     * @throws IllegalStateException with a sentence for the administrator
     */
    Runnable start();
  }
}
