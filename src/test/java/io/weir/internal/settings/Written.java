package io.weir.internal.settings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A configuration for tests. */
public record Written(Map<String, String> values) implements ExternalConfig {

  /** The settings of a filter with these init-params and nothing else. */
  public static Settings initParams(String kind, Map<String, String> initParams) {
    return new Settings(kind, initParams, Map.of(), new Written(Map.of()));
  }

  /** The settings of a filter that is not declared. */
  public static Settings around(
      String kind, Map<String, String> contextParams, Map<String, String> outside) {
    return new Settings(kind, Map.of(), contextParams, new Written(outside));
  }

  @Override
  public Optional<String> find(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public Set<String> names() {
    return values.keySet();
  }
}
