package io.weir.breaker;

import io.weir.internal.client.TrustedProxies;
import io.weir.internal.problem.ProblemFormat;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import java.util.List;

/**
 * The settings of the circuit breaker filter.
 *
 * @param body the format of refusals
 */
record BreakerPolicy(
    Mode mode, List<CircuitPolicy> circuits, ProblemFormat body, TrustedProxies trustedProxies) {

  static final Setting<List<CircuitPolicy>> CIRCUITS =
      new Setting<>("circuits", "", CircuitParser::parseAll);

  private static final Setting<ProblemFormat> BODY = Setting.oneOf("body", ProblemFormat.AUTO);

  BreakerPolicy {
    circuits = List.copyOf(circuits);
  }

  /** Reads every setting. Mistakes are added to {@code settings}. */
  static BreakerPolicy of(Settings settings) {
    Mode mode = Mode.of(settings);
    return new BreakerPolicy(
        mode,
        settings.own(CIRCUITS).stream()
            .map(circuit -> mode == Mode.SHADOW ? circuit.inShadow() : circuit)
            .toList(),
        settings.own(BODY),
        TrustedProxies.of(settings));
  }
}
