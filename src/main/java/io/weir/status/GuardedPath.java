package io.weir.status;

import io.weir.internal.exchange.Exchange;
import io.weir.internal.settings.Setting;
import io.weir.internal.settings.Settings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The path below the context at which Weir itself answers. A request belongs to it if one of the
 * views of its path does: however a client writes the path, it meets the guard. Only what a client
 * asks for belongs to it, not what the application forwards to, includes or dispatches to.
 *
 * @param path without a slash at its end: {@code /metrics}
 */
public record GuardedPath(String path) {

  private static final Setting<Optional<GuardedPath>> SETTING =
      Setting.optional("path", GuardedPath::new);

  private static final Pattern ALLOWED = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*){1,20}");

  /** Longer paths serve no purpose, and make unreadable logs. */
  private static final int MAX_LENGTH = 200;

  public GuardedPath {
    if (path.length() > MAX_LENGTH || !ALLOWED.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "\"%s\": allowed is a path below the context of letters, digits and . _ ~ -, such as /weir or /internal/weir; no segment begins with a dot, and no slash stands at its end"
              .formatted(path));
    }
  }

  /** Whether the settings of a filter name a path. */
  public static boolean isGiven(Settings settings) {
    return settings.isGiven(SETTING);
  }

  /** Reads the setting {@code path} of a filter; empty if it is not written, or is a mistake. */
  public static Optional<GuardedPath> of(Settings settings) {
    return settings.own(SETTING);
  }

  /** Whether a client asks for exactly this path. */
  public boolean isAskedFor(HttpServletRequest request) {
    return request.getDispatcherType() == DispatcherType.REQUEST
        && Exchange.of(request).path(request).any(path, String::equals);
  }

  /**
   * What follows this path, if a client asks for it or for something below it: empty text, {@code
   * /style.css}. If the views of the path differ, it is what the canonical one says.
   */
  public Optional<String> below(HttpServletRequest request) {
    if (request.getDispatcherType() != DispatcherType.REQUEST) {
      return Optional.empty();
    }
    var asked = Exchange.of(request).path(request);
    return asked.any(this::isAtOrAbove)
        ? Optional.of(
            isAtOrAbove(asked.canonical()) ? asked.canonical().substring(path.length()) : "")
        : Optional.empty();
  }

  private boolean isAtOrAbove(String view) {
    return view.startsWith(path)
        && (view.length() == path.length() || view.charAt(path.length()) == '/');
  }

  @Override
  public String toString() {
    return path;
  }
}
