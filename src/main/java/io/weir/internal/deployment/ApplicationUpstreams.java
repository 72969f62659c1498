package io.weir.internal.deployment;

import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.SharedSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;

/**
 * The services that one application calls. Deployment knows this interface only, so that it
 * compiles and runs without an implementation.
 */
public interface ApplicationUpstreams extends AutoCloseable {

  /** Creates the services of an application; found by the service loader. */
  interface Provider {

    /**
     * Reads the settings of services.
     *
     * @param contextPath of the application
     */
    ApplicationUpstreams of(SharedSettings shared, String contextPath);
  }

  /** The provider of this copy of Weir. Without one, an application has no services. */
  static Provider provider() {
    return ServiceLoader.load(Provider.class, ApplicationUpstreams.class.getClassLoader())
        .findFirst()
        .orElse((shared, contextPath) -> new ApplicationUpstreams() {});
  }

  /** The full names of all settings that were read. */
  default Set<String> names() {
    return Set.of();
  }

  /** Where each setting that was read is written, by its full name. */
  default Map<String, String> places() {
    return Map.of();
  }

  /** Reads what was deferred, and returns what stops the deployment. */
  default List<Mistake> check(SecretReader secrets) {
    return List.of();
  }

  /** What the front door finds services with, by their names; empty if there is nothing to find. */
  default Optional<Function<String, ?>> published() {
    return Optional.empty();
  }

  /**
   * Starts everything that calls need.
   *
   * @param running the filters of the application
   */
  default void start(List<RunningFilter> running) {}

  /** Ends what was started. */
  @Override
  default void close() {}
}
