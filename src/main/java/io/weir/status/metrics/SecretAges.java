package io.weir.status.metrics;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long ago each secret of an application was read, by its name. */
final class SecretAges {

  /** More than an application has. */
  private static final int MOST = 300;

  private static final int MILLIS = 3;

  private SecretAges() {}

  static Family family(Map<String, Duration> ages) {
    List<Sample> samples =
        new TreeMap<>(ages)
            .entrySet().stream()
                .limit(MOST)
                .map(
                    secret ->
                        new Sample(
                            "",
                            List.of(new Sample.Label("secret", secret.getKey())),
                            BigDecimal.valueOf(secret.getValue().toMillis(), MILLIS)))
                .toList();
    return new Family(
        "weir_secret_age_seconds",
        Family.Type.GAUGE,
        "Time since the value of a secret was read, by the name of the secret.",
        samples);
  }
}
