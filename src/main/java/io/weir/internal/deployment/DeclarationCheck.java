package io.weir.internal.deployment;

import io.weir.internal.settings.Mistake;
import jakarta.servlet.FilterRegistration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.w3c.dom.Element;

/** Whether a filter is declared so that there is no way round it. */
final class DeclarationCheck {

  private static final String EVERYTHING = "/*";

  private static final Set<String> DISPATCHERS =
      new LinkedHashSet<>(List.of("REQUEST", "FORWARD", "ASYNC", "ERROR"));

  private DeclarationCheck() {}

  static List<Mistake> mistakes(
      FilterProvider provider, List<? extends FilterRegistration> declared, WebXml webXml) {
    List<Mistake> mistakes = new ArrayList<>();
    if (declared.size() > 1) {
      List<String> names = declared.stream().map(FilterRegistration::getName).sorted().toList();
      mistakes.add(
          new Mistake(
              "<filter-class>io.weir.%s</filter-class>".formatted(provider.shell()),
              "declared %d times, as %s; one filter of each kind, with all its settings in one place"
                  .formatted(names.size(), String.join(", ", names))));
    }
    for (FilterRegistration filter : declared) {
      String name = filter.getName();
      if (!filter.getUrlPatternMappings().contains(EVERYTHING)) {
        mistakes.add(
            new Mistake(
                "<filter-mapping> of " + name,
                "a filter that does not see every path can be gone round. Write:" + mapping(name)));
      } else {
        checkMapping(name, webXml).ifPresent(mistakes::add);
      }
      webXml.filter(name).flatMap(element -> checkAsync(name, element)).ifPresent(mistakes::add);
    }
    return mistakes;
  }

  /** Filters that stand in another order than requests must meet them. */
  static List<Mistake> mistakesOfOrder(List<FilterCandidate> wanted, WebXml webXml) {
    List<Mistake> mistakes = new ArrayList<>();
    String before = "";
    int place = -1;
    for (FilterCandidate candidate : wanted) {
      for (FilterRegistration filter : candidate.declared()) {
        int found = webXml.placeOf(filter.getName(), EVERYTHING);
        if (found >= 0 && found < place) {
          mistakes.add(
              new Mistake(
                  "<filter-mapping> of " + filter.getName(),
                  "stands before that of %s, which then does not see what it refuses. Write:%s%s"
                      .formatted(before, mapping(before), mapping(filter.getName()))));
        } else if (found >= 0) {
          before = filter.getName();
          place = found;
        }
      }
    }
    return mistakes;
  }

  private static Optional<Mistake> checkMapping(String name, WebXml webXml) {
    Set<String> missing = new LinkedHashSet<>(DISPATCHERS);
    List<Element> mappings = webXml.mappingsOf(name);
    for (Element mapping : mappings) {
      if (WebXml.texts(mapping, "url-pattern").contains(EVERYTHING)) {
        missing.removeAll(WebXml.dispatchers(mapping));
      }
    }
    if (missing.isEmpty() || mappings.isEmpty()) {
      return Optional
          .empty(); // Without mappings here it is declared elsewhere, where nobody can look.
    }
    return Optional.of(
        new Mistake(
            "<filter-mapping> of " + name,
            "without <dispatcher> %s the filter can be gone round. Write:%s"
                .formatted(String.join(", ", missing), mapping(name))));
  }

  private static Optional<Mistake> checkAsync(String name, Element filter) {
    if (WebXml.texts(filter, "async-supported").contains("true")) {
      return Optional.empty();
    }
    return Optional.of(
        new Mistake(
            "<filter> " + name,
            "asynchronous requests fail behind a filter that does not support them. Write: <async-supported>true</async-supported>"));
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
