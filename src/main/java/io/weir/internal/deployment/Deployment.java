package io.weir.internal.deployment;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an application declares, as plain values. The same checks run over a running server and over
 * any other source of these values.
 */
public interface Deployment {

  /** The context path; empty for the application at the root of the server. */
  String contextPath();

  /** The context-params by name. */
  Map<String, String> contextParams();

  /** The filters that are declared in whatever way: {@code web.xml}, fragment, annotation, code. */
  List<DeclaredFilter> filters();

  /** Where the application finds a copy of Weir's jar. */
  List<String> jars();

  /**
   * The content of a file of the application; empty if there is none.
   *
   * @param path from the root of the application: {@code /busy.json}
   */
  Optional<byte[]> file(String path);

  /** The application's own {@code web.xml}. */
  WebXml webXml();

  /**
   * A filter that is declared.
   *
   * @param className its filter-class
   * @param urlPatterns of all its mappings
   */
  record DeclaredFilter(
      String name, String className, Map<String, String> initParams, Set<String> urlPatterns) {

    public DeclaredFilter {
      initParams = Map.copyOf(initParams);
      urlPatterns = Set.copyOf(urlPatterns);
    }
  }
}
