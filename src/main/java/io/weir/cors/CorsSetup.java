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
record CorsSetup(CorsPolicy policy, CorsHandler handler) implements FilterProvider.FilterSetup {

  static CorsSetup of(CorsPolicy policy) {
    return of(policy, Set.of());
  }

  private static CorsSetup of(CorsPolicy policy, Set<String> others) {
    return new CorsSetup(policy, new CorsHandler(policy, others, InstantSource.system()));
  }

  /** Pages may read what the other filters tell. */
  @Override
  public CorsSetup beside(Collection<? extends FilterProvider.FilterSetup> others) {
    Set<String> headers =
        others.stream().flatMap(other -> other.headers().stream()).collect(Collectors.toSet());
    return of(policy.exposing(headers), headers);
  }

  @Override
  public Optional<Filter> beforeAuthentication() {
    return policy.mode() == Mode.ENFORCE ? Optional.of(new Forecourt(handler)) : Optional.empty();
  }

  @Override
  public boolean answersPreflights() {
    return policy.mode() == Mode.ENFORCE;
  }

  @Override
  public Runnable start(ServletContext context) {
    handler.open();
    return handler::close;
  }
}
