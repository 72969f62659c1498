package io.weir.internal.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * A value of MicroProfile Config as it is written, in any version from 1.4. An empty value is
 * written, too, although {@link Config#getOptionalValue} does not return it.
 */
final class WrittenValue {

  /** {@code Config.getConfigValue}, which MicroProfile Config has since version 2.0. */
  private static final @Nullable Method CONFIG_VALUE = method(Config.class, "getConfigValue");

  private WrittenValue() {}

  private static @Nullable Method method(Class<?> type, String name) {
    try {
      return type.getMethod(name, String.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  /** The value of a name; empty if no source has the name. */
  static Optional<String> of(Config config, String name) {
    return CONFIG_VALUE == null
        ? ofSources(config, name)
        : Optional.ofNullable(ofConfigValue(CONFIG_VALUE, config, name));
  }

  private static @Nullable String ofConfigValue(Method method, Config config, String name) {
    try {
      Object value = method.invoke(config, name);
      return (String) method.getReturnType().getMethod("getValue").invoke(value);
    } catch (InvocationTargetException e) {
      // The server cannot read the value, for example because it names another that is missing.
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** With the methods of version 1.4. The sources are in the order in which they count. */
  static Optional<String> ofSources(Config config, String name) {
    return config
        .getOptionalValue(name, String.class)
        .or(
            () ->
                StreamSupport.stream(config.getConfigSources().spliterator(), false)
                    .map(source -> Optional.ofNullable(source.getValue(name)))
                    .flatMap(Optional::stream)
                    .findFirst());
  }
}
