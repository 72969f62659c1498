package io.weir.secrets.source;

import io.weir.internal.secret.Secret;
import java.util.Map;

/**
 * All values at one path, read at one time: a user and its password are of the same rotation.
 *
 * @param values by key; a path with a single value has the empty key
 * @param failures why single values could not be read, by key
 */
public record Snapshot(Map<String, Secret> values, Map<String, SecretReadException> failures) {

  public Snapshot {
    values = Map.copyOf(values);
    failures = Map.copyOf(failures);
  }

  /** A snapshot without failures. */
  public Snapshot(Map<String, Secret> values) {
    this(values, Map.of());
  }

  /** Hides values and keys. */
  @Override
  public String toString() {
    return "%s values".formatted(values.size());
  }
}
