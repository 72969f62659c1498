package io.weir.secrets.source;

import io.weir.internal.secret.Secret;
import java.util.Map;

/**
 * Everything under one path, read at one time: a user and its password are of the same rotation.
 *
 * @param values by their keys; of a source whose paths hold one value each, by the empty key
 * @param version changes when a value does: a version's number, or a hash
 * @param failures why values could not be read that are there, by their keys
 */
public record Snapshot(
    Map<String, Secret> values, String version, Map<String, SecretReadException> failures) {

  public Snapshot {
    values = Map.copyOf(values);
    failures = Map.copyOf(failures);
  }

  /** Of a source that reads everything or nothing. */
  public Snapshot(Map<String, Secret> values, String version) {
    this(values, version, Map.of());
  }

  /** Values stay out of sight; so do their names. */
  @Override
  public String toString() {
    return "%d values, version %s".formatted(values.size(), version);
  }
}
