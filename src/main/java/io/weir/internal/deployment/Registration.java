package io.weir.internal.deployment;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the filters that are configured but not declared, in their order. */
record Registration(ServletContext context) {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private static final EnumSet<DispatcherType> DISPATCHERS =
      EnumSet.of(
          DispatcherType.REQUEST,
          DispatcherType.FORWARD,
          DispatcherType.ASYNC,
          DispatcherType.ERROR);

  /** The class at the front door. */
  static String className(FilterProvider provider) {
    return "io.weir." + provider.shell();
  }

  /**
   * Registers what is not declared.
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
      return candidate.declared().get(0);
    }
    String name = className(candidate.provider());
    FilterRegistration.Dynamic filter = context.addFilter(name, name);
    filter.setAsyncSupported(true);
    LOG.info(
        "{} is registered for /*, for no filter of that class is declared",
        candidate.provider().shell());
    return filter;
  }

  /**
   * Maps each filter before all that are declared: first to last and back again. Tomcat puts a
   * later mapping behind an earlier one, Undertow before it; this sequence reads the same from both
   * ends. A filter that a request meets again lets it pass.
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
