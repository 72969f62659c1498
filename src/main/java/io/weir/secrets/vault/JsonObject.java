package io.weir.secrets.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.jr.ob.JSON;
import io.weir.internal.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A JSON object that Vault sends. A field of another type than expected counts as absent. */
record JsonObject(Map<String, ? extends @Nullable Object> fields) {

  static final JsonObject EMPTY = new JsonObject(Map.of());

  /** Keeps numbers as they are written; keeps no buffer in a thread. */
  private static final JSON JACKSON =
      JSON.builder(
              new JsonFactoryBuilder()
                  .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                  .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
                  .build())
          .enable(JSON.Feature.USE_BIG_DECIMAL_FOR_FLOATS, JSON.Feature.WRITE_NULL_PROPERTIES)
          .disable(JSON.Feature.FAIL_ON_DUPLICATE_MAP_KEYS)
          .build();

  /** An empty object if the bytes are no JSON object. */
  static JsonObject parse(byte[] bytes) {
    try {
      return new JsonObject(JACKSON.mapFrom(bytes));
    } catch (IOException | RuntimeException notAnObject) {
      return EMPTY;
    }
  }

  /** The JSON text of a map, a list or a value. */
  static String write(Object value) {
    try {
      return JACKSON.asString(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // It writes into memory.
    }
  }

  /** An object in this one; an empty one if it is absent. */
  JsonObject object(String name) {
    return find(name).orElse(EMPTY);
  }

  /** An object in this one. */
  @SuppressWarnings("unchecked") // Names are always strings.
  Optional<JsonObject> find(String name) {
    return fields.get(name) instanceof Map<?, ?> child
        ? Optional.of(new JsonObject((Map<String, ?>) child))
        : Optional.empty();
  }

  /** Whether an array is there and not empty. */
  boolean hasElements(String array) {
    return fields.get(array) instanceof List<?> found && !found.isEmpty();
  }

  boolean isTrue(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }

  /** A text that is not empty. */
  Optional<String> text(String name) {
    return fields.get(name) instanceof String found && !found.isEmpty()
        ? Optional.of(found)
        : Optional.empty();
  }

  /** A text that is not empty, as a secret. */
  Optional<Secret> secret(String name) {
    return text(name).map(Secret::of);
  }

  /** A number of seconds; zero, which means without end, also if it is absent. */
  Duration seconds(String name) {
    return fields.get(name) instanceof Number found
        ? Duration.ofSeconds((long) Math.max(0, Math.min(found.doubleValue(), Integer.MAX_VALUE)))
        : Duration.ZERO;
  }

  /** Values may be secrets. */
  @Override
  public String toString() {
    return "%s fields".formatted(fields.size());
  }
}
