package io.weir;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask for a secret: what the house has for the application that asks. An application is
 * known by its class loader, for a {@code ConfigSource} knows no other name of it.
 */
final class SecretRegistry {

  private static final Map<ClassLoader, Function<String, Optional<String>>> STARTED =
      new ConcurrentHashMap<>();

  private static final Map<ClassLoader, PreDeploymentSecrets> EARLY = new ConcurrentHashMap<>();

  /** Whether the last application has gone: nothing is opened for whoever still asks. */
  private static volatile boolean over;

  private SecretRegistry() {}

  /** From now on the application gets its secrets here. */
  static void open(ClassLoader application, Function<String, Optional<String>> secrets) {
    over = false;
    STARTED.put(application, secrets);
    closeEarly();
  }

  /** The application leaves, or could not start. */
  static void close(ClassLoader application) {
    end(STARTED.remove(application));
    over = STARTED.isEmpty();
    closeEarly();
  }

  static void end(@Nullable Function<String, Optional<String>> secrets) {
    if (secrets instanceof AutoCloseable open) {
      try {
        open.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * What the house gives for this. Its types and the front door's have only the JDK's in common,
   * and these do not say of what they are.
   */
  @SuppressWarnings("unchecked")
  static <A, B> Function<A, B> ofHouse(Function<?, ?> function) {
    return (Function<A, B>) function;
  }

  static void closeEarly() {
    EARLY.keySet().forEach(SecretRegistry::closeEarly);
  }

  private static void closeEarly(ClassLoader application) {
    PreDeploymentSecrets preDeployment = EARLY.remove(application);
    if (preDeployment != null) {
      preDeployment.close();
    }
  }

  /** The secret of this name, of whichever application asks; nothing if it has none. */
  static Optional<String> find(String name) {
    ClassLoader asking = asking();
    Function<String, Optional<String>> secrets = started(asking);
    if (secrets == null && STARTED.size() == 1 && !hasThisCopy(asking)) {
      // In a thread of the server's own: this copy of the jar has no other application.
      secrets = STARTED.values().stream().findFirst().orElse(null);
    }
    if (secrets == null && !over && (STARTED.isEmpty() || hasThisCopy(asking))) {
      // Not started yet, or a module of an EAR that never is: no other one's secrets.
      secrets = EARLY.computeIfAbsent(asking, PreDeploymentSecrets::new);
      if (over) {
        closeEarly(asking); // The last application has gone meanwhile.
      }
    }
    return secrets == null ? Optional.empty() : secrets.apply(name);
  }

  /** What the application has of which this loader is, or a child of that. */
  private static @Nullable Function<String, Optional<String>> started(ClassLoader asking) {
    for (ClassLoader one = asking; one != null; one = one.getParent()) {
      Function<String, Optional<String>> secrets = STARTED.get(one);
      if (secrets != null) {
        return secrets;
      }
    }
    return null;
  }

  /** Whether this loader is of an application with this copy of the jar, and not the server's. */
  private static boolean hasThisCopy(ClassLoader asking) {
    try {
      return asking.loadClass(SecretRegistry.class.getName()) == SecretRegistry.class;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  private static ClassLoader asking() {
    ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
    return ofThread == null ? SecretRegistry.class.getClassLoader() : ofThread;
  }

  /** A setting outside of any application. */
  static @Nullable String outside(String setting) {
    String property = System.getProperty(setting);
    return property == null
        ? System.getenv(setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
        : property;
  }
}
