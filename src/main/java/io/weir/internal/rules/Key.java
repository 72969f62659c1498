package io.weir.internal.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * By what requests are counted: {@code ip}, {@code user+header:X-Tenant}. Requests with equal
 * values of all parts share one count.
 *
 * @param parts at least one, each once
 */
public record Key(List<KeyPart> parts) {

  /** The key of an entry that names none. */
  public static final Key PER_IP = new Key(List.of(new CallerPart.Ip()));

  public Key {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a key has at least one part, for example ip.");
    }
    if (new HashSet<>(parts).size() < parts.size()) {
      throw new IllegalArgumentException("write each part of a key once.");
    }
  }

  /** Reads the key that follows; nothing, and a mistake, if no part of it can be used. */
  public static Optional<Key> parse(RuleScanner scanner) {
    return new KeyParser(scanner).key();
  }

  /** Whether a key follows. */
  public static boolean isNext(RuleScanner scanner) {
    return KeyParser.KINDS.contains(scanner.peek("+:,;"));
  }

  /** Why the key does not suit these requests, each a sentence: a variable that a path lacks. */
  public List<String> contradictions(RequestPattern requests) {
    List<String> found = new ArrayList<>();
    for (KeyPart part : parts) {
      for (PathPattern path : requests.paths()) {
        if (part instanceof PathPart variable && !path.hasVariable(variable.name())) {
          found.add(
              "\"%s\": the path %s has no variable {%s}.".formatted(part, path, variable.name()));
        }
      }
    }
    return found;
  }

  /** Whether a client can choose among any number of values, each with a count of its own. */
  public boolean chosenByClient() {
    return parts.stream().anyMatch(KeyPart::chosenByClient);
  }

  /** Whether users who do not know each other share a value, so that none may see what is left. */
  public boolean shared() {
    for (KeyPart part : parts) {
      if (!part.shared()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the key is only the name with which a user logs in. */
  public boolean isName() {
    return parts.size() == 1 && parts.get(0).isName();
  }

  /** Whether a part is the name with which a user logs in. */
  public boolean hasName() {
    return parts.stream().anyMatch(KeyPart::isName);
  }

  /** Whether the key has a user's name and the client's address, and perhaps more. */
  public boolean isNameAtAddress() {
    return parts.stream().anyMatch(KeyPart::isName)
        && parts.stream().anyMatch(CallerPart.Ip.class::isInstance);
  }

  /** Whether the request lacks a name that the key has, so that the address replaces it. */
  public boolean lacksName(List<KeyPart.Value> values) {
    for (int i = 0; i < parts.size(); i++) {
      KeyPart part = parts.get(i);
      if (part.isName() && !values.get(i).part().equals(part.toString())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a part is a telephone number or its country. */
  public boolean hasPhoneNumber() {
    return parts.stream().anyMatch(PathPart.OfPhone.class::isInstance);
  }

  /** Whether the key depends on the authenticated user. */
  public boolean needsUser() {
    return parts.stream().anyMatch(KeyPart::needsUser);
  }

  /** Whether the key depends on the authenticated user or on the body. */
  public boolean needsUserOrBody() {
    return parts.stream().anyMatch(part -> part.needsUser() || part.isName());
  }

  @Override
  public String toString() {
    return parts.stream().map(KeyPart::toString).collect(Collectors.joining("+"));
  }
}
