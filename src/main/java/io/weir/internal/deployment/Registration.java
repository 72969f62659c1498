package io.weir.internal.deployment;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the filters that are configured but not declared, and a first place for declared
 * filters that must see requests before filters of the application answer them.
 */
record Registration(ServletContext context) {

  private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

  private static final EnumSet<DispatcherType> DISPATCHERS =
      EnumSet.of(
          DispatcherType.REQUEST,
          DispatcherType.FORWARD,
          DispatcherType.ASYNC,
          DispatcherType.ERROR);

  /**
   * Registers what is not declared, before all declared filters.
   *
   * @param wanted in the order in which a request meets them
   * @return the names of the filters that a request meets first, in this order
   */
  List<String> register(List<FilterCandidate> wanted) {
    return wanted.stream()
        .filter(
            candidate ->
                candidate.declared().isEmpty() || !candidate.provider().staysWhereDeclared())
        .map(this::first)
        .toList();
  }

  private String first(FilterCandidate candidate) {
    FilterProvider provider = candidate.provider();
    if (candidate.declared().isEmpty()) {
      LOG.info(
          "{} is registered for /*, because no filter of that class is declared",
          provider.filterName());
      return add(provider.className(), provider.className());
    }
    return provider.hasFirstPlace()
        ? add(provider.className() + FilterReference.FIRST, provider.className())
        : candidate.declared().get(0).name();
  }

  private String add(String name, String className) {
    FilterRegistration.Dynamic filter = context.addFilter(name, className);
    filter.setAsyncSupported(true);
    filter.addMappingForUrlPatterns(DISPATCHERS, false, "/*");
    return name;
  }
}
