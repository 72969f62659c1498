package io.weir.secrets;

import java.util.Map;

/**
 * Everything under one path, read at one time: a user and its password are of the same rotation.
 *
 * @param values by their keys; of a source whose paths hold one value each, by the empty key
 * @param version changes when a value does: a version's number, or a hash
 */
record Snapshot(Map<String, Secret> values, String version) {

  Snapshot {
    values = Map.copyOf(values);
  }

  /** Values stay out of sight; so do their names. */
  @Override
  public String toString() {
    return "%d values, version %s".formatted(values.size(), version);
  }
}
