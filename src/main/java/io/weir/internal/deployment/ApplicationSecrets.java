package io.weir.internal.deployment;

import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.SharedSettings;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The secrets of one application. Deployment, settings and counting know this interface only, so
 * that they compile and run without an implementation.
 */
public interface ApplicationSecrets extends SecretReader, AutoCloseable {

  /** Creates the secrets of an application; found by the service loader. */
  interface Provider {

    /** Reads the settings of secrets; reads no secret yet. */
    ApplicationSecrets of(ServletContext context, SharedSettings shared);

    /** Reads environment variables and files of this machine, where no application is known. */
    SecretReader ofThisMachine();
  }

  /** The provider of this copy of Weir. Without one, every reference to a secret is a mistake. */
  static Provider provider() {
    return ServiceLoader.load(Provider.class, ApplicationSecrets.class.getClassLoader())
        .findFirst()
        .orElseGet(NoSecrets::new);
  }

  /** The full names of all settings that were read. */
  default Set<String> names() {
    return Set.of();
  }

  /** Where each setting that was read is written, by its full name. */
  default Map<String, String> places() {
    return Map.of();
  }

  /** Reads every secret for the first time and returns what stops the deployment. */
  default List<Mistake> readAll() {
    return List.of();
  }

  /** Starts the configured exports and returns what stops the deployment. */
  default List<Mistake> export() {
    return List.of();
  }

  /**
   * Makes the secrets available to MicroProfile Config, and stops the refresh until {@link
   * #startRefresh}: an application that never starts leaves no thread behind.
   */
  default void publish() {}

  /** Refreshes the secrets in the background from now on. */
  default void startRefresh() {}

  /**
   * Tells what cannot be read now, and what changes from now on. To be called when all observers
   * listen.
   */
  default void observe(ApplicationEvents events) {}

  /** What administrators are shown of the secrets, never a value; empty if there are none. */
  default Optional<StatusSection> section() {
    return Optional.empty();
  }

  /** How long ago each secret that has a value was read, by its name: {@code db.password}. */
  default Map<String, Duration> ages() {
    return Map.of();
  }

  @Override
  default void close() {}

  /** Stands in for a provider that is not there. */
  final class NoSecrets implements Provider {

    @Override
    public ApplicationSecrets of(ServletContext context, SharedSettings shared) {
      return reference -> ofThisMachine().read(reference);
    }

    @Override
    public SecretReader ofThisMachine() {
      return SecretReader.none();
    }
  }
}
