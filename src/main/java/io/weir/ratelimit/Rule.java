package io.weir.ratelimit;

import io.weir.internal.container.LoginPages;
import io.weir.internal.counting.Bandwidth;
import io.weir.internal.counting.BucketSpec;
import io.weir.internal.counting.Refill;
import io.weir.internal.path.RequestPath;
import io.weir.internal.rules.Countries;
import io.weir.internal.rules.Exemption;
import io.weir.internal.rules.Key;
import io.weir.internal.rules.MethodParser;
import io.weir.internal.rules.PathPattern;
import io.weir.internal.rules.Quoting;
import java.time.ZoneId;
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
 * @param options what else it says
 */
public record Rule(
    String name,
    Set<String> methods,
    List<PathPattern> paths,
    List<Limit> limits,
    RuleOptions options) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");

  public Rule {
    methods = Set.copyOf(methods);
    paths = List.copyOf(paths);
    limits = List.copyOf(limits);
    require(
        isName(name),
        "\"%s\": a name is a letter and then letters, digits or \"-\".".formatted(name));
    require(
        MethodParser.KNOWN.containsAll(methods),
        "%s: methods of HTTP in upper case only.".formatted(methods));
    require(!paths.isEmpty() && !limits.isEmpty(), "a rule has at least one path and one limit.");
    List<String> contradictions = Contradictions.among(paths, limits, options);
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
  public Optional<String> variable(String name, String path) {
    return paths.stream().flatMap(pattern -> pattern.variable(name, path).stream()).findFirst();
  }

  /** The same rule, refusing nothing. */
  Rule inShadow() {
    return new Rule(name, methods, paths, limits, options.inShadow());
  }

  public boolean matchesPath(String path) {
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
    return what() + " " + options.ofIdentity();
  }

  /** The rule as one line of the rule language. */
  @Override
  public String toString() {
    return name + ": " + what() + " " + options;
  }

  private String what() {
    StringBuilder text = new StringBuilder();
    if (!methods.isEmpty()) {
      text.append(methods.stream().sorted().collect(Collectors.joining("|"))).append(' ');
    }
    text.append(
        paths.stream()
            .map(path -> Quoting.quoted(path.toString(), ","))
            .collect(Collectors.joining(", ")));
    return text.append(' ')
        .append(limits.stream().map(Limit::toString).collect(Collectors.joining("; ")))
        .toString();
  }

  /** Names are unique among the rules; the rest is too much to look at for every request. */
  @Override
  public int hashCode() {
    return name.hashCode();
  }

  public Key key() {
    return options.key();
  }

  Refill refill() {
    return options.refill();
  }

  long cost() {
    return options.cost();
  }

  List<Exemption> except() {
    return options.except();
  }

  boolean shadow() {
    return options.shadow();
  }

  public Optional<Countries> countries() {
    return options.countries();
  }

  Optional<WhenClusterFails> whenClusterFails() {
    return options.whenClusterFails();
  }

  /** Whether one of its paths is where a login form posts to. */
  boolean isForLoginForm() {
    return paths.stream().map(PathPattern::toString).anyMatch(LoginPages::isFormTarget);
  }

  /** Whether it can say something before the container has looked who asks. */
  boolean isEarly() {
    return key().isEarly() && except().stream().noneMatch(Exemption::needsUser);
  }

  public boolean countsFailures() {
    return options.countingFailures();
  }

  /** How a bucket of it is refilled, and whom it blocks. */
  BucketSpec shape(ZoneId zone) {
    List<Bandwidth> bandwidths =
        limits.stream().map(limit -> new Bandwidth(limit.tokens(), limit.period())).toList();
    return new BucketSpec(bandwidths, refill(), zone, options.block());
  }
}
