package io.weir.cors;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.Written;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Policies from settings as an administrator writes them. */
final class Policies {

  private Policies() {}

  /** A policy from settings without mistakes. */
  static CorsPolicy of(String... namesAndValues) {
    Settings settings = Written.initParams("cors", map(namesAndValues));
    CorsPolicy policy = CorsPolicy.of(settings);
    List<Mistake> mistakes = settings.check();
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(mistakes.toString());
    }
    return policy;
  }

  /** The mistakes in settings. */
  static List<String> mistakes(String... namesAndValues) {
    Settings settings = Written.initParams("cors", map(namesAndValues));
    CorsPolicy.of(settings);
    return settings.check().stream().map(Mistake::toString).toList();
  }

  private static Map<String, String> map(String... namesAndValues) {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
