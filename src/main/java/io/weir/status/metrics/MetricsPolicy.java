package io.weir.status.metrics;

import io.weir.internal.settings.Settings;
import io.weir.status.Guard;
import io.weir.status.GuardedPath;
import java.util.Optional;

/**
 * Where metrics are, and who may see them.
 *
 * @param path nothing if it is a mistake
 */
record MetricsPolicy(Optional<GuardedPath> path, Guard guard) {

  static MetricsPolicy of(Settings settings) {
    Optional<GuardedPath> path = GuardedPath.of(settings);
    Guard guard = Guard.of(settings, MetricsProvider.NAME);
    return new MetricsPolicy(path, guard);
  }
}
