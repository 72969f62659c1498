package io.weir.internal.rules;

import io.weir.KeyResolver;
import io.weir.internal.body.RequestContent;
import io.weir.internal.client.ClientAddress;
import io.weir.internal.http.CorsPreflight;
import io.weir.internal.http.GuardedRead;
import io.weir.internal.http.RequestHead;
import io.weir.internal.path.RequestPath;
import io.weir.internal.phone.PhoneNumber;
import io.weir.internal.phone.PhoneNumberParser;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The facts about a request from which keys and exemptions are computed.
 *
 * @param content parameters and JSON values
 * @param path the path, in all its views
 * @param client the client's address
 * @param userName asks for the name of the user
 * @param phoneNumbers reads telephone numbers
 * @param apiKeys the keys of known clients
 * @param keyResolvers the application's own keys
 * @param folded the names that were folded; each is folded once, however many rules count by it
 */
public record RequestFacts(
    RequestContent content,
    RequestPath path,
    ClientAddress client,
    Supplier<Optional<String>> userName,
    PhoneNumberParser phoneNumbers,
    ApiKeys apiKeys,
    KeyResolvers keyResolvers,
    Map<String, Optional<String>> folded) {

  private static final String ADDRESS = new CallerPart.Ip().toString();

  HttpServletRequest request() {
    return content.request();
  }

  /** Whether the request is a CORS preflight (Fetch standard, CORS-preflight request). */
  public boolean isPreflight() {
    return CorsPreflight.is(request());
  }

  /** Whether one of these exemptions applies. */
  public boolean isExempt(List<Exemption> exemptions) {
    for (Exemption exemption : exemptions) {
      if (exemption.matches(this)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The same values with the /48 network of an IPv6 client in place of its address. Nothing if the
   * address is not one of them, or the client has no such network.
   */
  public Optional<List<KeyPart.Value>> inNetwork(List<KeyPart.Value> values) {
    return client
        .networkKey()
        .filter(network -> values.contains(address()))
        .map(network -> new KeyPart.Value(ADDRESS + "/48", network))
        .map(
            network ->
                values.stream().map(value -> value.equals(address()) ? network : value).toList());
  }

  /** The client's address. It replaces every value that a request lacks. */
  KeyPart.Value address() {
    return new KeyPart.Value(ADDRESS, client.key());
  }

  /**
   * The readings of a variable as a telephone number. In the literal view of a path, a slash is
   * still encoded.
   */
  List<PhoneNumber> phoneNumbers(String variable, PathMatch match) {
    return match
        .variable(variable)
        .map(text -> phoneNumbers.parse(text.replace("%2F", "/")))
        .orElseGet(List::of);
  }

  /** The cookies; none if the server rejects them. */
  List<Cookie> cookies() {
    return GuardedRead.of(
        () -> Optional.ofNullable(request().getCookies()).map(List::of).orElseGet(List::of),
        List.of());
  }

  /** The id of the session; none if the session cookie cannot be read. */
  Optional<String> sessionId() {
    return GuardedRead.of(
        () -> Optional.ofNullable(request().getSession(false)).map(HttpSession::getId),
        Optional.empty());
  }

  /** The folded name of the authenticated user. */
  Optional<String> foldedUser() {
    return userName.get().flatMap(name -> folded(name, false));
  }

  /**
   * The folded form of a name; nothing if it is empty or too long.
   *
   * @param similar whether names are one that databases may take for one
   */
  Optional<String> folded(String name, boolean similar) {
    return folded.computeIfAbsent(
        (similar ? "~" : "=") + name,
        key -> similar ? FoldedName.similar(name) : FoldedName.of(name));
  }

  KeyResolver resolver(String className) {
    return keyResolvers.of(className);
  }

  /** Logs that a class of the application could not compute a key. */
  void reportFailure(ResolverPart part, Throwable why) {
    keyResolvers.reportFailure(part, why);
  }

  /** The owner of the API key. None if the request has several keys, or one that is not known. */
  Optional<String> ownerOf(ApiKeyPart part) {
    List<String> keys = RequestHead.fieldLines(request(), part.header());
    return keys.size() == 1 ? apiKeys.ownerOf(keys.get(0)) : Optional.empty();
  }

  /** Whether a key needs the owner of an API key, and the request has no known API key. */
  public boolean lacksApiKey(Key key) {
    for (KeyPart part : key.parts()) {
      if (part instanceof ApiKeyPart apiKey && ownerOf(apiKey).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a telephone number of the key is, in any view of the path and in any reading, outside
   * the allowed countries.
   */
  public boolean callsOutside(Countries allowed, Key key, RequestPattern requests) {
    for (PathMatch match : matches(requests, false)) {
      for (KeyPart part : key.parts()) {
        if (part instanceof PathPart.OfPhone phone
            && !allowed.includeAll(phoneNumbers(phone.name(), match))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The values of the key's parts by which the request is counted. Usually one list. Several if the
   * views of the path differ in a variable, or a value can be read in several ways: the request
   * counts as each of them, because the application may read any. None if the request is exempt.
   *
   * @param requests the pattern of the entry that counts
   * @param countsFailures whether the entry counts failed logins only
   * @throws IOException if the body cannot be read
   */
  public List<List<KeyPart.Value>> values(Key key, RequestPattern requests, boolean countsFailures)
      throws IOException {
    List<PathMatch> matches = matches(requests, countsFailures);
    List<List<KeyPart.Value>> all = new ArrayList<>(1);
    for (int i = 0; i < matches.size(); i++) {
      List<List<KeyPart.Value>> ofMatch = values(key, matches.get(i));
      if (matches.size() == 1 && ofMatch.size() == 1) { // Most requests.
        return ofMatch;
      }
      for (List<KeyPart.Value> values : ofMatch) {
        if (!all.contains(values)) {
          all.add(values);
        }
      }
    }
    return all;
  }

  private List<PathMatch> matches(RequestPattern requests, boolean countsFailures) {
    List<PathMatch> matches = new ArrayList<>(1);
    for (String view : path.views()) {
      if (requests.matchesPath(view)) {
        matches.add(new PathMatch(requests, view, countsFailures));
      }
    }
    return matches;
  }

  /** Every combination of the values of the parts. */
  private List<List<KeyPart.Value>> values(Key key, PathMatch match) throws IOException {
    if (key.parts().size() == 1) { // Most keys.
      List<List<KeyPart.Value>> each = new ArrayList<>(1);
      for (KeyPart.Value value : key.parts().get(0).of(this, match)) {
        each.add(List.of(value));
      }
      return each;
    }
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
