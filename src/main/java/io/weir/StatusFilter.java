package io.weir;

/**
 * Shows administrators what Weir does, and lets them act. This is the filter-class for a {@code
 * web.xml}. The init-params are the settings; {@code path} is where the page is.
 */
public final class StatusFilter extends DelegatingFilter {

  /** Created by the container. */
  public StatusFilter() {
    super("io.weir.status.page.StatusPage");
  }
}
