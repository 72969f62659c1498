package io.weir.internal.deployment;

import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.SharedSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * What follows an application from its start to its end without being a filter: an audit log,
 * alerts. Deployment knows this interface only, so that it compiles and runs without an
 * implementation.
 */
public interface ApplicationObserver extends AutoCloseable {

  /** Creates the observer of an application; found by the service loader. */
  interface Provider {

    /**
     * Reads the settings of the observer.
     *
     * @param contextPath of the application
     */
    ApplicationObserver of(SharedSettings shared, String contextPath);
  }

  /** One observer of each kind. */
  static List<ApplicationObserver> of(SharedSettings shared, String contextPath) {
    return ServiceLoader.load(Provider.class, ApplicationObserver.class.getClassLoader()).stream()
        .map(provider -> provider.get().of(shared, contextPath))
        .toList();
  }

  /** The full names of all settings that were read. */
  Set<String> names();

  /** Where each setting that was read is written, by its full name. */
  Map<String, String> places();

  /** Reads what was deferred, and returns what stops the deployment. */
  List<Mistake> check(SecretReader secrets);

  /** What administrators are shown of it; empty if nothing. */
  default Optional<StatusSection> section() {
    return Optional.empty();
  }

  /** Begins to observe an application whose filters have started. */
  void start(ObservedApplication application);

  /** Ends what was started, also if nothing was. */
  @Override
  void close();
}
