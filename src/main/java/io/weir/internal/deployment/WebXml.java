package io.weir.internal.deployment;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/**
 * The content of a {@code web.xml} that the Servlet API does not tell: the dispatchers and the
 * order of filters, their support of asynchronous requests, error pages, constraints and logins.
 *
 * @param authenticated the resources for which the container asks for credentials
 * @param authMethod how the container authenticates (Servlet 6.0 §14.4, auth-method)
 * @param formLoginPage the page of the login form (form-login-page)
 * @param formErrorPage where a failed login leads (form-error-page)
 * @param distributable whether several nodes may serve the application together
 */
public record WebXml(
    List<Filter> filters,
    List<Mapping> mappings,
    List<ErrorPage> errorPages,
    List<Resources> authenticated,
    @Nullable String authMethod,
    @Nullable String formLoginPage,
    @Nullable String formErrorPage,
    boolean distributable) {

  /** The content where an application has no {@code web.xml}. */
  public static final WebXml EMPTY =
      new WebXml(List.of(), List.of(), List.of(), List.of(), null, null, null, false);

  public WebXml {
    filters = List.copyOf(filters);
    mappings = List.copyOf(mappings);
    errorPages = List.copyOf(errorPages);
    authenticated = List.copyOf(authenticated);
  }

  /** A {@code <filter>}. */
  public record Filter(String name, boolean asyncSupported) {}

  /**
   * A {@code <filter-mapping>}.
   *
   * @param dispatchers never empty: {@code REQUEST} applies where none is written (Servlet 6.0
   *     §6.2.5)
   */
  public record Mapping(String filterName, Set<String> urlPatterns, Set<String> dispatchers) {

    public Mapping {
      urlPatterns = Set.copyOf(urlPatterns);
      dispatchers = dispatchers.isEmpty() ? Set.of("REQUEST") : Set.copyOf(dispatchers);
    }
  }

  /**
   * An {@code <error-page>}; without status and exception it shows every error.
   *
   * @param status the error-code, if there is one
   * @param exception the exception-type, if there is one
   */
  public record ErrorPage(@Nullable String status, @Nullable String exception) {}

  /** A {@code <web-resource-collection>}: its methods, or all but the omitted ones. */
  public record Resources(Set<String> methods, Set<String> omittedMethods) {

    public Resources {
      methods = Set.copyOf(methods);
      omittedMethods = Set.copyOf(omittedMethods);
    }

    /** Whether requests of this method belong to it (Servlet 6.0 §13.8.1). */
    boolean contains(String method) {
      return methods.isEmpty() ? !omittedMethods.contains(method) : methods.contains(method);
    }
  }

  /** Reads a {@code web.xml}. */
  public static WebXml parse(InputStream in)
      throws IOException, SAXException, ParserConfigurationException {
    return WebXmlParser.parse(in);
  }

  Optional<Filter> filter(String name) {
    return filters.stream().filter(filter -> filter.name().equals(name)).findFirst();
  }

  List<Mapping> mappingsOf(String filterName) {
    return mappings.stream().filter(mapping -> mapping.filterName().equals(filterName)).toList();
  }

  /**
   * The index, among all mappings, of the first one that leads requests of clients through this
   * filter by this pattern; -1 if there is none.
   */
  int placeOf(String filterName, String pattern) {
    for (int i = 0; i < mappings.size(); i++) {
      Mapping mapping = mappings.get(i);
      if (mapping.filterName().equals(filterName)
          && mapping.urlPatterns().contains(pattern)
          && mapping.dispatchers().contains("REQUEST")) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the container asks for credentials somewhere, before any filter, in this method. */
  boolean authenticates(String method) {
    return authenticated.stream().anyMatch(resources -> resources.contains(method));
  }
}
