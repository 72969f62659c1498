package io.weir.internal.deployment;

import io.weir.internal.settings.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks that a declared filter sees every request. */
final class DeclarationCheck {

  private static final String EVERYTHING = "/*";

  private static final Set<String> DISPATCHERS =
      new LinkedHashSet<>(List.of("REQUEST", "FORWARD", "ASYNC", "ERROR"));

  private DeclarationCheck() {}

  static List<Mistake> mistakes(
      FilterProvider provider, List<Deployment.DeclaredFilter> declared, WebXml webXml) {
    List<Mistake> mistakes = new ArrayList<>();
    if (declared.size() > 1) {
      List<String> names = declared.stream().map(Deployment.DeclaredFilter::name).sorted().toList();
      mistakes.add(
          new Mistake(
              "<filter-class>%s</filter-class>".formatted(provider.className()),
              "declared %s times, as %s; declare it once, with all its settings"
                  .formatted(names.size(), String.join(", ", names))));
    }
    for (Deployment.DeclaredFilter filter : declared) {
      String name = filter.name();
      if (!filter.urlPatterns().contains(EVERYTHING)) {
        mistakes.add(
            new Mistake(
                "<filter-mapping> of " + name,
                "requests to other paths than those of the mapping bypass the filter. Write:"
                    + mapping(name)));
      } else {
        checkMapping(name, webXml).ifPresent(mistakes::add);
      }
      webXml.filter(name).flatMap(DeclarationCheck::checkAsync).ifPresent(mistakes::add);
    }
    return mistakes;
  }

  /** Several copies of the jar: each would count apart, and which one runs would be chance. */
  static List<Mistake> mistakesOfJars(List<String> jars) {
    return jars.size() < 2
        ? List.of()
        : List.of(
            new Mistake(
                "Weir's jar",
                "in the application %s times; keep one of %s"
                    .formatted(jars.size(), String.join(" and ", jars))));
  }

  /** Filters that the {@code web.xml} maps in another order than requests must meet them. */
  static List<Mistake> mistakesOfOrder(List<FilterCandidate> wanted, WebXml webXml) {
    List<Mistake> mistakes = new ArrayList<>();
    String before = "";
    int place = -1;
    for (FilterCandidate candidate : wanted) {
      for (Deployment.DeclaredFilter filter : candidate.declared()) {
        int found = webXml.placeOf(filter.name(), EVERYTHING);
        if (found >= 0 && found < place) {
          mistakes.add(
              new Mistake(
                  "<filter-mapping> of " + filter.name(),
                  "must follow that of %s, which otherwise does not see the requests that this filter refuses. Write:%s%s"
                      .formatted(before, mapping(before), mapping(filter.name()))));
        } else if (found >= 0) {
          before = filter.name();
          place = found;
        }
      }
    }
    return mistakes;
  }

  private static Optional<Mistake> checkMapping(String name, WebXml webXml) {
    Set<String> missing = new LinkedHashSet<>(DISPATCHERS);
    List<WebXml.Mapping> mappings = webXml.mappingsOf(name);
    for (WebXml.Mapping mapping : mappings) {
      if (mapping.urlPatterns().contains(EVERYTHING)) {
        missing.removeAll(mapping.dispatchers());
      }
    }
    if (missing.isEmpty() || mappings.isEmpty()) {
      // A filter without mappings here is declared elsewhere, and its dispatchers are unknown.
      return Optional.empty();
    }
    return Optional.of(
        new Mistake(
            "<filter-mapping> of " + name,
            "without <dispatcher> %s, such dispatches bypass the filter. Write:%s"
                .formatted(String.join(", ", missing), mapping(name))));
  }

  private static Optional<Mistake> checkAsync(WebXml.Filter filter) {
    if (filter.asyncSupported()) {
      return Optional.empty();
    }
    return Optional.of(
        new Mistake(
            "<filter> " + filter.name(),
            "asynchronous requests fail behind a filter that does not support them. Write: <async-supported>true</async-supported>"
                + ". In a web.xml of version 2.5 or older, which does not know it, remove the filter and its mapping, and set its init-params as context-params"));
  }

  private static String mapping(String name) {
    return """

            <filter-mapping>
              <filter-name>%s</filter-name>
              <url-pattern>/*</url-pattern>
              <dispatcher>REQUEST</dispatcher>
              <dispatcher>FORWARD</dispatcher>
              <dispatcher>ASYNC</dispatcher>
              <dispatcher>ERROR</dispatcher>
            </filter-mapping>"""
        .formatted(name);
  }
}
