package io.weir.ratelimit;

import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * By what a rule counts: {@code ip}, {@code user+header:X-Tenant}. Requests with equal values of
 * all parts share one count.
 */
record Key(List<Part> parts) {

  /** What a rule counts by that names nothing. */
  static final Key PER_IP = new Key(List.of(new Ip()));

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
    return parts.stream().anyMatch(part -> part instanceof Header || part instanceof Session);
  }

  /** Whether people who do not know each other share a value, and may not learn what is left. */
  boolean shared() {
    for (Part part : parts) {
      if (!(part instanceof PathVariable) && !(part instanceof Global)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return parts.stream().map(Part::toString).collect(Collectors.joining("+"));
  }

  /** One thing to count by; {@code toString} is how it is written. */
  sealed interface Part {}

  /** The client's address, an IPv6 one by its prefix. */
  record Ip() implements Part {
    @Override
    public String toString() {
      return "ip";
    }
  }

  /** The user who is logged in. */
  record User() implements Part {
    @Override
    public String toString() {
      return "user";
    }
  }

  /** The HTTP session. */
  record Session() implements Part {
    @Override
    public String toString() {
      return "session";
    }
  }

  /** Nothing: all requests of the rule are one count. */
  record Global() implements Part {
    @Override
    public String toString() {
      return "global";
    }
  }

  /** The value of a request header field. */
  record Header(String name) implements Part {

    /** RFC 9110 §5.6.2, token. */
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    Header {
      if (!TOKEN.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "\"%s\" cannot be the name of a header field; letters, digits and - are, as in X-Api-Key."
                .formatted(name));
      }
    }

    @Override
    public String toString() {
      return "header:" + Quotes.quoted(name);
    }
  }

  /** The segment of the path that a variable of the rule's paths stands for. */
  record PathVariable(String name) implements Part {
    PathVariable {
      Segment.Variable.checkName(name);
    }

    @Override
    public String toString() {
      return "path:" + name;
    }
  }
}
