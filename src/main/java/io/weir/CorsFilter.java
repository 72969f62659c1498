package io.weir;

/**
 * Says whose pages may read the application's answers: the filter-class of a {@code web.xml}. Its
 * settings are its init-params; {@code allowed-origins} is the list of origins.
 */
public final class CorsFilter extends DelegatingFilter {

  /** Made by the container. */
  public CorsFilter() {
    super("io.weir.cors.Cors");
  }
}
