package io.weir.ratelimit;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * By what a rule counts: {@code ip}, {@code user+header:X-Tenant}. Requests with equal values of
 * all parts share one count.
 */
record Key(List<Part> parts) {

  /** What a rule counts by that names nothing. */
  static final Key PER_IP = new Key(List.of(new CallerPart.Ip()));

  Key {
    parts = List.copyOf(parts);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a key has at least one part, for example ip.");
    }
    if (new HashSet<>(parts).size() < parts.size()) {
      throw new IllegalArgumentException("each part of a key is written once.");
    }
  }

  /** Whether a client can have as many values as it likes, each with a count of its own. */
  boolean chosenByClient() {
    return parts.stream().anyMatch(Part::chosenByClient);
  }

  /** Whether people who do not know each other share a value, and may not learn what is left. */
  boolean shared() {
    for (Part part : parts) {
      if (!part.shared()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return parts.stream().map(Part::toString).collect(Collectors.joining("+"));
  }
}
