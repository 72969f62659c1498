package io.weir.internal.path;

import io.weir.internal.http.RequestHead;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a {@code Location} or {@code Referer} of a request leads: a canonical path, without host,
 * query and fragment. The host proves nothing: a proxy may have another, and a client writes what
 * it likes.
 *
 * @param paths the path as written, and the path below the context if it lies there
 */
public record LocationPath(Set<String> paths) {

  private static final Pattern AUTHORITY =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");

  /** Copies the set. */
  public LocationPath {
    paths = Set.copyOf(paths);
  }

  /** Resolves a reference (RFC 3986 §4.1); nothing if it cannot be read in one way. */
  public static Optional<LocationPath> of(HttpServletRequest request, String reference) {
    String text = reference.strip().replace('\\', '/').replaceFirst("[?#].*", "");
    Matcher authority = AUTHORITY.matcher(text);
    String path;
    if (authority.lookingAt()) {
      if (!isHost(authority.group())) {
        return Optional.empty();
      }
      path = "/" + text.substring(authority.end()).replaceFirst("^/", "");
    } else if (SCHEME.matcher(text).lookingAt()) {
      return Optional.empty();
    } else {
      path = resolved(text, RequestHead.target(request));
    }
    CanonicalTarget target = CanonicalTarget.of(path);
    if (target.form() == TargetForm.SUSPICIOUS) {
      return Optional.empty();
    }
    String context = CanonicalTarget.of(RequestHead.contextPath(request)).path();
    return Optional.of(
        new LocationPath(Set.of(target.path())).with(RequestPath.below(context, target.path())));
  }

  private static boolean isHost(String text) {
    try {
      return URI.create(text).getRawAuthority() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String resolved(String path, String base) {
    if (path.startsWith("/")) {
      return path;
    }
    return path.isEmpty() ? base : base.substring(0, base.lastIndexOf('/') + 1) + path;
  }

  private LocationPath with(String another) {
    return paths.contains(another)
        ? this
        : new LocationPath(Set.of(paths.iterator().next(), another));
  }

  /**
   * Whether it leads to this path below the context. A proxy may have put other segments in front,
   * so a path that ends with it is one, too: what is unclear proves no success.
   */
  public boolean leadsTo(String path) {
    return paths.stream().anyMatch(own -> own.equals(path) || isBelow(own, path));
  }

  private static boolean isBelow(String own, String path) {
    return path.length() > 1 && own.endsWith(path);
  }

  /** Whether it leads where another leads. */
  public boolean leadsTo(LocationPath other) {
    return other.paths.stream().anyMatch(this::leadsTo);
  }

  /** Whether it leads to the path of a request, in one of its views. */
  public boolean leadsTo(RequestPath path) {
    return path.any(this::leadsTo) || leadsTo(path.canonical());
  }
}
