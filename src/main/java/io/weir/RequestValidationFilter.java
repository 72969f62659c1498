package io.weir;

/**
 * Refuses requests that do not hold what an administrator demands of them. This is the filter-class
 * for a {@code web.xml}. The init-params are the settings; {@code checks} has one entry per line.
 */
public final class RequestValidationFilter extends DelegatingFilter {

  /** Created by the container. */
  public RequestValidationFilter() {
    super("io.weir.validation.RequestValidation");
  }
}
