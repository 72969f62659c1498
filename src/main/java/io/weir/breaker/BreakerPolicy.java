package io.weir.breaker;

import io.weir.internal.client.TrustedProxies;
import io.weir.internal.counting.cluster.ClusterPolicy;
import io.weir.internal.problem.ProblemFormat;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.Mode;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import io.weir.internal.settings.SharedSettings;
import java.util.List;

/**
 * The settings of the circuit breaker filter.
 *
 * @param body the format of refusals
 * @param scope circuits of the same name in the same scope learn from each other
 */
record BreakerPolicy(
    Mode mode,
    List<CircuitPolicy> circuits,
    ProblemFormat body,
    String scope,
    TrustedProxies trustedProxies,
    Deferred<ClusterPolicy> cluster) {

  static final Setting<List<CircuitPolicy>> CIRCUITS =
      new Setting<>("circuits", "", CircuitParser::parseAll);

  private static final Setting<ProblemFormat> BODY = Setting.oneOf("body", ProblemFormat.AUTO);

  BreakerPolicy {
    circuits = List.copyOf(circuits);
  }

  /**
   * Reads every setting. Mistakes are added to {@code settings}.
   *
   * @param contextPath the scope where none is written
   */
  static BreakerPolicy of(Settings settings, String contextPath) {
    Mode mode = Mode.of(settings);
    String scope = settings.shared(SharedSettings.SCOPE);
    List<CircuitPolicy> circuits = settings.own(CIRCUITS);
    Deferred<ClusterPolicy> cluster = ClusterPolicy.of(settings);
    settings.mistakes().deferCheck(all -> checkQuorums(circuits, cluster.get(), all));
    return new BreakerPolicy(
        mode,
        circuits.stream()
            .map(circuit -> mode == Mode.SHADOW ? circuit.inShadow() : circuit)
            .toList(),
        settings.own(BODY),
        scope.isEmpty() ? contextPath : scope,
        TrustedProxies.of(settings),
        cluster);
  }

  private static void checkQuorums(
      List<CircuitPolicy> circuits, ClusterPolicy cluster, Mistakes mistakes) {
    for (CircuitPolicy circuit : circuits) {
      if (cluster.kind() == ClusterPolicy.Kind.NONE) {
        circuit
            .quorum()
            .ifPresent(
                nodes ->
                    mistakes.add(
                        CIRCUITS.name(),
                        "circuit %s, opens on %s nodes: this JVM counts alone, so there are no other nodes; name them in weir.cluster.members, or remove this option"
                            .formatted(circuit.name(), nodes)));
      }
    }
  }

  /**
   * The circuits whose quorum is larger than the cluster: no number of failures opens them on all
   * nodes.
   */
  List<CircuitPolicy> withoutQuorum() {
    ClusterPolicy policy = cluster.get();
    int members = policy.members().size();
    return policy.kind() != ClusterPolicy.Kind.EMBEDDED || members == 0
        ? List.of()
        : circuits.stream()
            .filter(circuit -> circuit.quorum().filter(nodes -> nodes > members).isPresent())
            .toList();
  }
}
