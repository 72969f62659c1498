package io.weir.internal.rules;

import io.weir.KeyResolver;
import io.weir.internal.events.LogThrottle;
import io.weir.internal.settings.Mistakes;
import io.weir.ratelimit.Rule;
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

/** The classes of the application that say by what requests count; each is made once. */
public final class KeyResolvers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeyResolvers.class);

  private final ClassLoader application;
  private final LogThrottle told;
  private final Map<String, Made> made = new ConcurrentHashMap<>();

  /** Those of the application that is being deployed. */
  public KeyResolvers(InstantSource clock) {
    this.application = application();
    this.told = new LogThrottle(Duration.ofHours(1), clock);
  }

  /** What a container sets for an application that it deploys (Jakarta EE Platform 10 §6.2.4.8). */
  private static ClassLoader application() {
    return Thread.currentThread().getContextClassLoader();
  }

  /** Takes down which classes of the rules' keys cannot be used. */
  public static void check(List<Rule> rules, Mistakes mistakes) {
    rules.stream()
        .flatMap(rule -> rule.key().parts().stream())
        .filter(ResolverPart.class::isInstance)
        .distinct()
        .forEach(
            part ->
                flaw(((ResolverPart) part).className())
                    .ifPresent(flaw -> mistakes.add("rules", "\"%s\": %s".formatted(part, flaw))));
  }

  private static Optional<String> flaw(String className) {
    try {
      Class<?> type = Class.forName(className, false, application());
      if (!KeyResolver.class.isAssignableFrom(type)) {
        return Optional.of("the class does not implement io.weir.KeyResolver.");
      }
      return Modifier.isAbstract(type.getModifiers())
          ? Optional.of("nobody can make one of it, for it is abstract or an interface.")
          : Optional.empty();
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.of("the application has no such class, or it cannot be loaded: " + e);
    }
  }

  /**
   * The resolver of this class.
   *
   * @throws IllegalStateException if it cannot be made
   */
  KeyResolver of(String className) {
    return made.computeIfAbsent(className, this::make).resolver();
  }

  private Made make(String className) {
    try {
      Class<? extends KeyResolver> type =
          Class.forName(className, true, application).asSubclass(KeyResolver.class);
      Optional<Made> bean = bean(type);
      return bean.isPresent()
          ? bean.get()
          : new Made(type.getConstructor().newInstance(), () -> {});
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + className, e);
    }
  }

  private static Optional<Made> bean(Class<? extends KeyResolver> type) {
    try {
      Instance<? extends KeyResolver> beans = CDI.current().select(type);
      if (beans.isResolvable()) {
        Instance.Handle<? extends KeyResolver> bean = beans.getHandle();
        return Optional.of(new Made(bean.get(), bean::close));
      }
    } catch (IllegalStateException | NoClassDefFoundError e) {
      // This application, or this server, has no beans.
    }
    return Optional.empty();
  }

  /** Tells the log, at most once an hour, and nothing of what the exception says of the request. */
  void tellFailed(ResolverPart part, Throwable why) {
    if (told.claim()) {
      StackTraceElement[] trace = why.getStackTrace();
      LOG.warn(
          "WEIR-009: {} failed, and the request counts per ip: {}{}",
          part,
          why.getClass().getName(),
          trace.length == 0 ? "" : " at " + trace[0]);
    }
  }

  @Override
  public void close() {
    made.forEach((name, one) -> end(name, one));
    made.clear();
  }

  private static void end(String name, Made one) {
    try {
      one.end().run();
    } catch (RuntimeException e) {
      // A bean of a request or of a session is ended by these.
      LOG.debug("{} could not be ended", name, e);
    }
  }

  /**
   * A resolver.
   *
   * @param end of it, where a container made it
   */
  private record Made(KeyResolver resolver, Runnable end) {}
}
