package io.weir;

/**
 * Decides which pages may read the application's answers (CORS). This is the filter-class for a
 * {@code web.xml}. The init-params are the settings; {@code allowed-origins} lists the origins.
 */
public final class CorsFilter extends DelegatingFilter {

  /** Created by the container. */
  public CorsFilter() {
    super("io.weir.cors.Cors");
  }
}
