package io.weir.ratelimit;

import io.weir.internal.client.ClientAddress;
import io.weir.internal.path.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A request: who asks, and what for. */
record Asked(HttpServletRequest request, RequestPath path, ClientAddress client) {

  /**
   * The methods for which rules apply: its own, and of a CORS preflight also the one it asks for.
   */
  static List<String> methods(HttpServletRequest request) {
    return isPreflight(request)
        ? List.of(request.getMethod(), request.getHeader("Access-Control-Request-Method"))
        : List.of(request.getMethod());
  }

  /** Whether it is a CORS preflight (Fetch standard, CORS-preflight request). */
  boolean isPreflight() {
    return isPreflight(request);
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Origin") != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  boolean isOneOf(List<Who> exempt) {
    for (Who who : exempt) {
      if (is(who)) {
        return true;
      }
    }
    return false;
  }

  private boolean is(Who who) {
    if (who instanceof Who.Role role) {
      return request.isUserInRole(role.name());
    }
    return who instanceof Who.Address address && client.within(address.block());
  }

  /**
   * As what the request counts in a rule: the values of the key's parts. More than one list where
   * the views of the path have different values for a variable: it counts in each, for any may be
   * what the application reads.
   */
  List<List<String>> values(Rule rule) {
    List<List<String>> all = new ArrayList<>(path.views().size());
    for (String view : path.views()) {
      if (rule.matchesPath(view)) {
        List<String> values = values(rule, view);
        if (!all.contains(values)) {
          all.add(values);
        }
      }
    }
    return all;
  }

  private List<String> values(Rule rule, String view) {
    List<String> values = new ArrayList<>(2 * rule.key().parts().size());
    for (Key.Part part : rule.key().parts()) {
      Optional<String> value = value(part, rule, view);
      // Which part it is stands before the value, so that nobody can be taken for another by
      // calling himself like an address.
      values.add(value.isPresent() ? part.toString() : "ip");
      values.add(value.orElseGet(client::key));
    }
    return values;
  }

  private Optional<String> value(Key.Part part, Rule rule, String view) {
    if (part instanceof Key.User) {
      return Optional.ofNullable(request.getUserPrincipal()).map(Principal::getName);
    } else if (part instanceof Key.Session) {
      return Optional.ofNullable(request.getSession(false)).map(HttpSession::getId);
    } else if (part instanceof Key.Global) {
      return Optional.of("");
    } else if (part instanceof Key.Header header) {
      List<String> lines = Collections.list(request.getHeaders(header.name()));
      return lines.isEmpty() ? Optional.empty() : Optional.of(String.join(",", lines));
    } else if (part instanceof Key.PathVariable variable) {
      return rule.variable(variable.name(), view);
    }
    return Optional.of(client.key());
  }
}
