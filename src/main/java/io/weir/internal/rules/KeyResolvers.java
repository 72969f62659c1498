package io.weir.internal.rules;

import io.weir.KeyResolver;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.settings.Mistakes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link KeyResolver}s of the application. Each class has one instance. */
public final class KeyResolvers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeyResolvers.class);

  private final ClassLoader application;
  private final LogThrottle failures;
  private final Map<String, Instantiated> resolvers = new ConcurrentHashMap<>();

  /** The resolvers of the application that is being deployed. */
  public KeyResolvers(InstantSource clock) {
    this.application = application();
    this.failures = new LogThrottle(Duration.ofHours(1), clock);
  }

  /** The container sets it while it deploys an application (Jakarta EE Platform 10 §6.2.4.8). */
  private static ClassLoader application() {
    return Thread.currentThread().getContextClassLoader();
  }

  /** Adds a mistake for each class of these keys that cannot be used. */
  public static void check(List<Key> keys, String where, Mistakes mistakes) {
    keys.stream()
        .flatMap(key -> key.parts().stream())
        .filter(ResolverPart.class::isInstance)
        .distinct()
        .forEach(
            part ->
                flaw(((ResolverPart) part).className())
                    .ifPresent(flaw -> mistakes.add(where, "\"%s\": %s".formatted(part, flaw))));
  }

  private static Optional<String> flaw(String className) {
    try {
      Class<?> type = Class.forName(className, false, application());
      if (!KeyResolver.class.isAssignableFrom(type)) {
        return Optional.of("the class does not implement io.weir.KeyResolver.");
      }
      return Modifier.isAbstract(type.getModifiers())
          ? Optional.of("the class is abstract or an interface, so that it cannot be instantiated.")
          : Optional.empty();
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of("the application has no such class, or it cannot be loaded: " + e);
    }
  }

  /**
   * The instance of this class.
   *
   * @throws IllegalStateException if the class cannot be instantiated
   */
  KeyResolver of(String className) {
    return resolvers.computeIfAbsent(className, this::instantiate).resolver();
  }

  private Instantiated instantiate(String className) {
    try {
      Class<? extends KeyResolver> type =
          Class.forName(className, true, application).asSubclass(KeyResolver.class);
      Optional<Instantiated> bean = bean(type);
      return bean.isPresent()
          ? bean.get()
          : new Instantiated(type.getConstructor().newInstance(), () -> {});
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot instantiate " + className, e);
    }
  }

  private static Optional<Instantiated> bean(Class<? extends KeyResolver> type) {
    try {
      Instance<? extends KeyResolver> beans = CDI.current().select(type);
      return beans.isResolvable() ? Optional.of(instance(beans)) : Optional.empty();
    } catch (IllegalStateException | NoClassDefFoundError e) {
      return Optional.empty(); // The application or the server has no CDI.
    }
  }

  /** CDI has handles of beans since version 4.0, and CDI of Jakarta EE 8 has none. */
  private static <T extends KeyResolver> Instantiated instance(Instance<T> beans) {
    T bean = beans.get();
    return new Instantiated(bean, () -> beans.destroy(bean));
  }

  /**
   * Logs a failure, at most once an hour. The exception's message is left out: it may contain data
   * of the request.
   */
  void reportFailure(ResolverPart part, Throwable why) {
    if (failures.claim()) {
      StackTraceElement[] trace = why.getStackTrace();
      LOG.warn(
          "WEIR-009: {} failed, so the request counts per ip: {}{}",
          part,
          why.getClass().getName(),
          trace.length == 0 ? "" : " at " + trace[0]);
    }
  }

  @Override
  public void close() {
    resolvers.forEach(KeyResolvers::release);
    resolvers.clear();
  }

  private static void release(String className, Instantiated one) {
    try {
      one.release().run();
    } catch (RuntimeException e) {
      // A bean of request or session scope ends with its scope.
      LOG.debug("{} could not be released", className, e);
    }
  }

  /**
   * A resolver.
   *
   * @param release destroys the bean, if the container created it
   */
  private record Instantiated(KeyResolver resolver, Runnable release) {}
}
