package io.weir;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of each application, by its class loader: a {@code ConfigSource} has no other way to
 * identify the application that asks.
 */
final class SecretRegistry {

  private static final Map<ClassLoader, Function<String, Optional<String>>> STARTED =
      new ConcurrentHashMap<>();

  private static final Map<ClassLoader, PreDeploymentSecrets> PRE_DEPLOYMENT =
      new ConcurrentHashMap<>();

  /** Whether the last application was undeployed. Nothing is opened for late calls. */
  private static volatile boolean ended;

  private SecretRegistry() {}

  /** Registers the secrets of an application that is being deployed. */
  static void open(ClassLoader application, Function<String, Optional<String>> secrets) {
    ended = false;
    STARTED.put(application, secrets);
    closePreDeployment();
  }

  /** Removes an application that is undeployed or could not start. */
  static void close(ClassLoader application) {
    close(STARTED.remove(application));
    ended = STARTED.isEmpty();
    closePreDeployment();
  }

  static void close(@Nullable Function<String, Optional<String>> secrets) {
    if (secrets instanceof AutoCloseable open) {
      try {
        open.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * A function of the isolated runtime with its type parameters. The two class loaders share only
   * types of the JDK, which do not carry them.
   */
  @SuppressWarnings("unchecked")
  static <A, B> Function<A, B> typed(Function<?, ?> function) {
    return (Function<A, B>) function;
  }

  static void closePreDeployment() {
    PRE_DEPLOYMENT.keySet().forEach(SecretRegistry::closePreDeployment);
  }

  private static void closePreDeployment(ClassLoader application) {
    PreDeploymentSecrets preDeployment = PRE_DEPLOYMENT.remove(application);
    if (preDeployment != null) {
      preDeployment.close();
    }
  }

  /** The secret of this name of the application that asks; empty if it has none. */
  static Optional<String> find(String name) {
    ClassLoader asking = asking();
    Function<String, Optional<String>> secrets = started(asking);
    if (secrets == null && STARTED.size() == 1 && !hasThisCopy(asking)) {
      // A thread of the server asks, and this copy of the jar has only one application.
      secrets = STARTED.values().stream().findFirst().orElse(null);
    }
    if (secrets == null && !ended && (STARTED.isEmpty() || hasThisCopy(asking))) {
      // Not deployed yet, or a module of an EAR that never is: it gets no other one's secrets.
      secrets = PRE_DEPLOYMENT.computeIfAbsent(asking, PreDeploymentSecrets::new);
      if (ended) {
        closePreDeployment(asking); // The last application was undeployed meanwhile.
      }
    }
    return secrets == null ? Optional.empty() : secrets.apply(name);
  }

  /** The secrets of the application with this class loader or with one of its parents. */
  private static @Nullable Function<String, Optional<String>> started(ClassLoader asking) {
    for (ClassLoader one = asking; one != null; one = one.getParent()) {
      Function<String, Optional<String>> secrets = STARTED.get(one);
      if (secrets != null) {
        return secrets;
      }
    }
    return null;
  }

  /** Whether a class loader belongs to an application with this copy of the jar. */
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

  /** A setting in system properties or the environment. */
  static @Nullable String outside(String setting) {
    String plain = setting.replaceAll("[^A-Za-z0-9]", "_");
    return Stream.of(
            System.getProperty(setting),
            System.getenv(setting),
            System.getenv(plain),
            System.getenv(plain.toUpperCase(Locale.ROOT)))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
