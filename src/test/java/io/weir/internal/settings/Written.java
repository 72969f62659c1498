package io.weir.internal.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A configuration that a test wrote. */
record Written(Map<String, String> values) implements Outside {

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public Set<String> names() {
    return values.keySet();
  }
}
