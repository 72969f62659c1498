package io.weir.ratelimit;

import io.weir.internal.grid.Refill;
import io.weir.internal.path.RequestPath;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One line of the rules: {@code calls: POST /make-call/{phone} 2/minute; 50/day per user}.
 *
 * @param name unique among the rules; a letter, then letters, digits or "-"
 * @param methods in upper case; none means all, GET means HEAD too
 * @param paths at least one; the rule is one count shared by them
 * @param limits at least one, of different periods; refused or consumed as one
 * @param key whose requests are counted together
 * @param refill when tokens come back
 * @param cost tokens a request takes, 1 to what the smallest limit has
 * @param except who is not counted
 * @param shadow whether it counts and tells, and never refuses
 * @param countries where calls to the key's telephone number may go, if not everywhere
 * @param whenClusterFails what to do then, if the rule says other than the filter
 */
record Rule(
    String name,
    Set<String> methods,
    List<PathPattern> paths,
    List<Limit> limits,
    Key key,
    Refill refill,
    long cost,
    List<Who> except,
    boolean shadow,
    Optional<Countries> countries,
    Optional<WhenClusterFails> whenClusterFails) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

  Rule {
    methods = Set.copyOf(methods);
    paths = List.copyOf(paths);
    limits = List.copyOf(limits);
    except = List.copyOf(except);
    require(
        isName(name),
        "\"%s\": a name is a letter and then letters, digits or \"-\".".formatted(name));
    require(
        MethodParser.KNOWN.containsAll(methods),
        "%s: methods of HTTP in upper case only.".formatted(methods));
    require(!paths.isEmpty() && !limits.isEmpty(), "a rule has at least one path and one limit.");
    List<String> contradictions = Contradictions.among(paths, limits, key, refill, cost, countries);
    require(contradictions.isEmpty(), String.join(" ", contradictions));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether the rule is for this method, in any case, and this decoded path. */
  boolean matches(String method, String path) {
    return matchesMethod(method) && matchesPath(path);
  }

  boolean matchesMethod(String method) {
    if (methods.isEmpty()) {
      return true;
    }
    // HTTP's methods are case-sensitive, but servers pass "post" on and many an application takes
    // it for POST.
    String upper = method.toUpperCase(Locale.ROOT);
    return methods.contains(upper) || (upper.equals("HEAD") && methods.contains("GET"));
  }

  /** Whether the rule is for one of these methods, and for the path in one of its views. */
  boolean meets(List<String> ofRequest, RequestPath path) {
    return matchesAnyMethod(ofRequest) && path.any(this, Rule::matchesPath);
  }

  private boolean matchesAnyMethod(List<String> ofRequest) {
    for (String method : ofRequest) {
      if (matchesMethod(method)) {
        return true;
      }
    }
    return false;
  }

  /** What the variable stands for in a path that matches. */
  Optional<String> variable(String name, String path) {
    return paths.stream().flatMap(pattern -> pattern.variable(name, path).stream()).findFirst();
  }

  /** The same rule, refusing nothing. */
  Rule inShadow() {
    return new Rule(
        name, methods, paths, limits, key, refill, cost, except, true, countries, whenClusterFails);
  }

  boolean matchesPath(String path) {
    // By index: an iterator would be garbage for every rule of every request.
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).matches(path)) {
        return true;
      }
    }
    return false;
  }

  /** What counts together, in the rule language: rules of the same identity share their counts. */
  String identity() {
    StringBuilder text = new StringBuilder();
    if (!methods.isEmpty()) {
      text.append(methods.stream().sorted().collect(Collectors.joining("|"))).append(' ');
    }
    text.append(
        paths.stream()
            .map(path -> Quotes.quoted(path.toString(), ","))
            .collect(Collectors.joining(", ")));
    text.append(' ').append(limits.stream().map(Limit::toString).collect(Collectors.joining("; ")));
    text.append(" per ").append(key);
    if (refill != Refill.WINDOW) {
      text.append(' ').append(refill);
    }
    if (cost != 1) {
      text.append(" cost ").append(cost);
    }
    return text.toString();
  }

  /** Names are unique among the rules; the rest is too much to look at for every request. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  /** The rule as one line of the rule language. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append(": ").append(identity());
    if (!except.isEmpty()) {
      text.append(" except ")
          .append(except.stream().map(Who::toString).collect(Collectors.joining(", ")));
    }
    if (shadow) {
      text.append(" shadow");
    }
    countries.ifPresent(allowed -> text.append(" countries ").append(allowed));
    whenClusterFails.ifPresent(fallback -> text.append(" when-cluster-fails ").append(fallback));
    return text.toString();
  }
}
