package io.weir.internal.deployment;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the filters that are configured but not declared. */
record Registration(ServletContext context) {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private static final EnumSet<DispatcherType> DISPATCHERS =
      EnumSet.of(
          DispatcherType.REQUEST,
          DispatcherType.FORWARD,
          DispatcherType.ASYNC,
          DispatcherType.ERROR);

  /**
   * Registers the filters that are not declared.
   *
   * @param wanted in the order in which a request meets them
   */
  void register(List<FilterCandidate> wanted) {
    int end = 0;
    for (int i = 0; i < wanted.size(); i++) {
      end = wanted.get(i).declared().isEmpty() ? i + 1 : end;
    }
    mapFirst(wanted.subList(0, end).stream().map(this::filter).toList());
  }

  private FilterRegistration filter(FilterCandidate candidate) {
    if (!candidate.declared().isEmpty()) {
      String name = candidate.declared().get(0).name();
      return Objects.requireNonNull(context.getFilterRegistration(name), name);
    }
    String name = candidate.provider().className();
    FilterRegistration.Dynamic filter = context.addFilter(name, name);
    filter.setAsyncSupported(true);
    LOG.info(
        "{} is registered for /*, because no filter of that class is declared",
        candidate.provider().filterName());
    return filter;
  }

  /**
   * Maps each filter before all declared mappings: from the first to the last and back again.
   * Tomcat appends a later mapping, Undertow prepends it; this sequence is the same from both ends.
   * A filter lets a request pass that it has already handled.
   */
  private static void mapFirst(List<FilterRegistration> filters) {
    filters.forEach(Registration::map);
    for (int i = filters.size() - 2; i >= 0; i--) {
      map(filters.get(i));
    }
  }

  private static void map(FilterRegistration filter) {
    filter.addMappingForUrlPatterns(DISPATCHERS, false, "/*");
  }
}
