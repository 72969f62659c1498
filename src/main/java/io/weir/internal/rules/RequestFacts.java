package io.weir.internal.rules;

import io.weir.KeyResolver;
import io.weir.internal.body.RequestContent;
import io.weir.internal.client.ClientAddress;
import io.weir.internal.path.RequestPath;
import io.weir.internal.phone.PhoneNumber;
import io.weir.internal.phone.PhoneNumberParser;
import io.weir.ratelimit.Rule;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A request: who asks, and what for.
 *
 * @param dialling how its telephone numbers are read
 * @param apiKeys who is known by a key
 * @param resolvers the application's own keys
 */
public record RequestFacts(
    RequestContent content,
    RequestPath path,
    ClientAddress client,
    PhoneNumberParser phoneNumbers,
    ApiKeys apiKeys,
    KeyResolvers keyResolvers) {

  private static final String ADDRESS = new CallerPart.Ip().toString();

  /**
   * The methods for which rules apply: its own, and of a CORS preflight also the one it asks for.
   */
  public static List<String> methods(HttpServletRequest request) {
    return isPreflight(request)
        ? List.of(request.getMethod(), request.getHeader("Access-Control-Request-Method"))
        : List.of(request.getMethod());
  }

  HttpServletRequest request() {
    return content.request();
  }

  /** Whether it is a CORS preflight (Fetch standard, CORS-preflight request). */
  public boolean isPreflight() {
    return isPreflight(request());
  }

  private static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Origin") != null
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  public boolean isOneOf(List<Exemption> exempt) {
    for (Exemption exemption : exempt) {
      if (exemption.is(this)) {
        return true;
      }
    }
    return false;
  }

  /** The client's address, as what stands for everything that a request lacks. */
  KeyPart.Value address() {
    return new KeyPart.Value(ADDRESS, client.key());
  }

  /**
   * The telephone numbers that a variable of a path can mean; in the literal view a slash is still
   * encoded.
   */
  List<PhoneNumber> phoneNumbers(String variable, PathMatch match) {
    return match
        .variable(variable)
        .map(text -> phoneNumbers.readings(text.replace("%2F", "/")))
        .orElseGet(List::of);
  }

  /** None also if they are more, or written worse, than the server reads (WildFly: 200). */
  List<Cookie> cookies() {
    try {
      Cookie[] cookies = request().getCookies();
      return cookies == null ? List.of() : List.of(cookies);
    } catch (IllegalStateException | IllegalArgumentException e) {
      return List.of();
    }
  }

  /** None also if its cookie cannot be read. */
  Optional<HttpSession> session() {
    try {
      return Optional.ofNullable(request().getSession(false));
    } catch (IllegalStateException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  KeyResolver resolver(String className) {
    return keyResolvers.of(className);
  }

  /** Takes note of a key that the application could not tell. */
  void tellFailed(ResolverPart part, Throwable why) {
    keyResolvers.tellFailed(part, why);
  }

  /** Whose key the request has; nobody's also if it has several. */
  Optional<String> ownerOf(ApiKeyPart part) {
    List<String> keys = Collections.list(request().getHeaders(part.header()));
    return keys.size() == 1 ? apiKeys.ownerOf(keys.get(0)) : Optional.empty();
  }

  /** Whether a rule counts by owners of keys, and the request has nobody's. */
  public boolean isUnknownTo(Rule rule) {
    if (isPreflight()) {
      return false;
    }
    for (KeyPart part : rule.key().parts()) {
      if (part instanceof ApiKeyPart key && ownerOf(key).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a rule that allows some countries only meets a destination that is none of them. */
  public boolean isForbiddenBy(Rule rule) {
    if (rule.countries().isEmpty()) {
      return false;
    }
    Countries allowed = rule.countries().get();
    for (PathMatch match : places(rule)) {
      for (KeyPart part : rule.key().parts()) {
        if (part instanceof PathPart.OfPhone phone
            && !allowed.all(phoneNumbers(phone.name(), match))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * As what the request counts in a rule: the values of the key's parts. Usually one list. More
   * where the views of the path have different values for a variable, or a value can be read in
   * several ways: it counts as all, for any may be what the application reads. None if it is
   * exempt.
   */
  public List<List<KeyPart.Value>> values(Rule rule) throws IOException {
    List<List<KeyPart.Value>> all = new ArrayList<>(1);
    for (PathMatch match : places(rule)) {
      for (List<KeyPart.Value> values : values(rule.key(), match)) {
        if (!all.contains(values)) {
          all.add(values);
        }
      }
    }
    return all;
  }

  private List<PathMatch> places(Rule rule) {
    List<PathMatch> places = new ArrayList<>(2);
    for (String view : path.views()) {
      if (rule.matchesPath(view)) {
        places.add(new PathMatch(rule, view));
      }
    }
    return places;
  }

  /** Every combination of what the parts can be read as. */
  private List<List<KeyPart.Value>> values(Key key, PathMatch match) throws IOException {
    List<List<KeyPart.Value>> combined = List.of(List.of());
    for (KeyPart part : key.parts()) {
      List<List<KeyPart.Value>> longer = new ArrayList<>(1);
      for (KeyPart.Value value : part.of(this, match)) {
        for (List<KeyPart.Value> before : combined) {
          List<KeyPart.Value> values = new ArrayList<>(before.size() + 1);
          values.addAll(before);
          values.add(value);
          longer.add(values);
        }
      }
      combined = longer;
    }
    return combined;
  }
}
