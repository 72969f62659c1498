package io.weir.internal.rules;

import io.weir.internal.path.RequestPath;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which requests an entry of a table is for: {@code GET|POST /orders/{id}, /baskets/**}.
 *
 * @param methods in upper case; none means all methods, GET includes HEAD
 * @param paths each once; a pattern without paths matches no request, and only a line with mistakes
 *     has none
 */
public record RequestPattern(Set<String> methods, List<PathPattern> paths) {

  public RequestPattern {
    methods = Set.copyOf(methods);
    paths = List.copyOf(paths);
    if (!RequestPatternParser.METHODS.containsAll(methods)) {
      throw new IllegalArgumentException(
          "%s: only methods of HTTP are allowed, in upper case.".formatted(methods));
    }
    if (new HashSet<>(paths).size() < paths.size()) {
      throw new IllegalArgumentException("%s: each path is allowed once.".formatted(paths));
    }
  }

  /** Reads the methods and paths that follow; mistakes go to the scanner. */
  public static RequestPattern parse(RuleScanner scanner) {
    return new RequestPatternParser(scanner).parse();
  }

  /**
   * Whether a request matches.
   *
   * @param ofRequest the methods that the request counts as, one of which must match
   * @param path the path, one view of which must match
   */
  public boolean matches(List<String> ofRequest, RequestPath path) {
    return matchesAnyMethod(ofRequest) && path.any(this, RequestPattern::matchesPath);
  }

  private boolean matchesAnyMethod(List<String> ofRequest) {
    for (String method : ofRequest) {
      if (matchesMethod(method)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a method matches, in any case. */
  public boolean matchesMethod(String method) {
    if (methods.isEmpty()) {
      return true;
    }
    // HTTP's methods are case-sensitive (RFC 9110 §9.1), but servers pass "post" on, and many
    // applications take it for POST.
    String upper = method.toUpperCase(Locale.ROOT);
    return methods.contains(upper) || (upper.equals("HEAD") && methods.contains("GET"));
  }

  /** Whether a decoded path matches one of the paths. */
  public boolean matchesPath(String path) {
    // By index: an iterator would be garbage for every rule of every request.
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).matches(path)) {
        return true;
      }
    }
    return false;
  }

  /** The value of a variable in the first path that matches. */
  public Optional<String> variable(String name, String path) {
    return paths.stream().flatMap(pattern -> pattern.variable(name, path).stream()).findFirst();
  }

  /** The paths that do not have a variable. */
  public List<PathPattern> without(String variable) {
    return paths.stream().filter(path -> !path.hasVariable(variable)).toList();
  }

  /** The canonical text: methods sorted, paths quoted where they need it. */
  @Override
  public String toString() {
    String ofMethods = methods.stream().sorted().collect(Collectors.joining("|"));
    return (ofMethods.isEmpty() ? "" : ofMethods + " ")
        + paths.stream()
            .map(path -> Quoting.quoted(path.toString(), ","))
            .collect(Collectors.joining(", "));
  }
}
