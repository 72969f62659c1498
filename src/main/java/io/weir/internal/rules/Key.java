package io.weir.internal.rules;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * By what a rule counts: {@code ip}, {@code user+header:X-Tenant}. Requests with equal values of
 * all parts share one count.
 */
public record Key(List<KeyPart> parts) {

  /** What a rule counts by that names nothing. */
  public static final Key PER_IP = new Key(List.of(new CallerPart.Ip()));

  public Key {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a key has at least one part, for example ip.");
    }
    if (new HashSet<>(parts).size() < parts.size()) {
      throw new IllegalArgumentException("each part of a key is written once.");
    }
  }

  /** Whether a client can have as many values as it likes, each with a count of its own. */
  public boolean chosenByClient() {
    return parts.stream().anyMatch(KeyPart::chosenByClient);
  }

  /** Whether people who do not know each other share a value, and may not learn what is left. */
  public boolean shared() {
    for (KeyPart part : parts) {
      if (!part.shared()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is nothing but the name of who logs in. */
  public boolean isName() {
    return parts.size() == 1 && parts.get(0).isName();
  }

  /** Whether it is a name together with the address from where it is used, and perhaps more. */
  public boolean isNameAtAddress() {
    return parts.stream().anyMatch(KeyPart::isName)
        && parts.stream().anyMatch(CallerPart.Ip.class::isInstance);
  }

  /** Whether a name is lacking among the values of the parts, which the address stands for then. */
  public boolean isNameless(List<KeyPart.Value> values) {
    for (int i = 0; i < parts.size(); i++) {
      KeyPart part = parts.get(i);
      if (part.isName() && !values.get(i).part().equals(part.toString())) {
        return true;
      }
    }
    return false;
  }

  /** Whether it can be known before the container has looked who asks, and without the body. */
  public boolean isEarly() {
    return parts.stream().noneMatch(part -> part.needsUser() || part.isName());
  }

  @Override
  public String toString() {
    return parts.stream().map(KeyPart::toString).collect(Collectors.joining("+"));
  }
}
