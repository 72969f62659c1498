package io.weir.cors;

import io.weir.internal.deployment.Deployment;
import io.weir.internal.deployment.ErrorPages;
import io.weir.internal.deployment.FilterSetup;
import io.weir.internal.events.ApplicationEvents;
import io.weir.internal.settings.Mode;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The checked settings of the CORS filter in an application.
 *
 * @param otherHeaders response headers of the other filters, which pages may read
 */
record CorsSetup(CorsPolicy policy, Set<String> otherHeaders) implements FilterSetup {

  CorsSetup {
    otherHeaders = Set.copyOf(otherHeaders);
  }

  @Override
  public CorsSetup beside(Collection<? extends FilterSetup> all) {
    Set<String> headers =
        all.stream().flatMap(setup -> setup.headers().stream()).collect(Collectors.toSet());
    return new CorsSetup(policy.exposing(headers), headers);
  }

  @Override
  public boolean answersPreflights() {
    return policy.mode() == Mode.ENFORCE;
  }

  /** An origin that is named. {@code *} lets every page read, but names none that may log in. */
  @Override
  public boolean knowsOrigin(String origin) {
    return WebOrigin.parse(origin)
        .filter(
            parsed ->
                policy.allowedOrigins().contains(parsed) || policy.ownOrigins().contains(parsed))
        .isPresent();
  }

  @Override
  public RunningCors start(Deployment deployment, ApplicationEvents events) {
    CorsHandler handler = new CorsHandler(policy, otherHeaders, InstantSource.system(), events);
    handler.open();
    return new RunningCors(policy.mode(), handler, ErrorPages.of(deployment.webXml()));
  }
}
