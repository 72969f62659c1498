package io.weir.internal.deployment;

import io.weir.internal.container.FilterOrder;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The places of Weir's filters among those of the application. Initializers of the application may
 * map filters before declared ones, as that of Spring Security does.
 *
 * <pre>
 *   first: CorsFilter, RateLimitFilter.first → springSecurityFilterChain → declared: RateLimitFilter, …
 * </pre>
 *
 * @param first the names of the filters that a request must meet first, in this order
 */
record FilterPlaces(ServletContext context, List<FilterCandidate> wanted, List<String> first) {

  private static final Logger LOG = LoggerFactory.getLogger(FilterPlaces.class);

  /** What stands in a list of filters if the server does not tell their order. */
  static final String UNKNOWN = "filters of the application";

  FilterPlaces {
    wanted = List.copyOf(wanted);
    first = List.copyOf(first);
  }

  /** Puts the filters first. Called after all initializers have run. */
  void establish() {
    FilterOrder.of(context)
        .ifPresentOrElse(
            order -> order.putFirst(first),
            () -> {
              if (!first.isEmpty()) {
                LOG.warn(
                    "WEIR-017: this server does not tell the order of filters; requests that filters of the application answer before Weir sees them are not counted");
              }
            });
  }

  /** The filters of the application before a declared filter. */
  List<String> before(FilterCandidate candidate) {
    if (candidate.declared().isEmpty()) {
      return List.of();
    }
    String declared = candidate.declared().get(0).name();
    List<String> ours =
        Stream.concat(first.stream(), wanted.stream().flatMap(FilterCandidate::names)).toList();
    return FilterOrder.of(context)
        .map(
            order ->
                order.names().stream()
                    .takeWhile(name -> !name.equals(declared))
                    .filter(name -> !ours.contains(name))
                    .toList())
        .orElse(List.of(UNKNOWN));
  }
}
