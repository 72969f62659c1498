package io.weir.cors;

import io.weir.internal.deployment.FilterProvider;
import io.weir.internal.settings.Mode;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What was checked at deployment. */
record CorsPlan(CorsPolicy policy, CorsGate gate) implements FilterProvider.FilterSetup {

  static CorsPlan of(CorsPolicy policy) {
    return of(policy, Set.of());
  }

  private static CorsPlan of(CorsPolicy policy, Set<String> others) {
    return new CorsPlan(policy, new CorsGate(policy, others, InstantSource.system()));
  }

  /** Pages may read what the other filters tell. */
  @Override
  public CorsPlan beside(Collection<? extends FilterProvider.FilterSetup> others) {
    Set<String> headers =
        others.stream().flatMap(other -> other.headers().stream()).collect(Collectors.toSet());
    return of(policy.exposing(headers), headers);
  }

  @Override
  public Optional<Filter> beforeAuthentication() {
    return policy.mode() == Mode.ENFORCE ? Optional.of(new Forecourt(gate)) : Optional.empty();
  }

  @Override
  public boolean answersPreflights() {
    return policy.mode() == Mode.ENFORCE;
  }

  @Override
  public Runnable start(ServletContext context) {
    gate.open();
    return gate::close;
  }
}
