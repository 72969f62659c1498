package io.weir.ratelimit;

import io.weir.internal.settings.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads by what a rule counts.
 *
 * <pre>
 * key  = part { "+" part }
 * part = ip | user | session | global | header:NAME | path:VAR | …
 * </pre>
 */
final class KeyParser {

  /** What a part begins with, also of keys that this version does not count by. */
  static final List<String> KINDS =
      List.of(
          "ip",
          "user",
          "session",
          "global",
          "header",
          "path",
          "cookie",
          "param",
          "json",
          "phone",
          "phone-prefix",
          "api-key",
          "class");

  private static final String AVAILABLE = "ip, user, session, global, header:NAME or path:VARIABLE";

  private final Words words;

  KeyParser(Words words) {
    this.words = words;
  }

  /** The key; nothing, and a mistake, if no part of it can be used. */
  Optional<Key> key() {
    int start = words.position();
    List<Key.Part> parts = new ArrayList<>();
    do {
      part().ifPresent(parts::add);
    } while (words.accept('+') || separatedWrongly());
    return parts.isEmpty() ? Optional.empty() : words.made(start, () -> new Key(parts));
  }

  private boolean separatedWrongly() {
    boolean another = words.accept(',');
    if (another) {
      words.mistake(
          "\"%s\": the parts of a key are joined by \"+\", as in ip+user."
              .formatted(words.peek("+,;")));
    }
    return another;
  }

  private Optional<Key.Part> part() {
    int start = words.position();
    String[] kindAndName = words.word("+,;").split(":", 2);
    String kind = kindAndName[0];
    return kindAndName.length == 1 ? unnamed(start, kind) : named(start, kind, kindAndName[1]);
  }

  private Optional<Key.Part> unnamed(int start, String kind) {
    return switch (kind) {
      case "ip" -> Optional.of(new Key.Ip());
      case "user" -> Optional.of(new Key.User());
      case "session" -> Optional.of(new Key.Session());
      case "global" -> Optional.of(new Key.Global());
      case "" -> wrong(start, "a key is missing; %s.".formatted(AVAILABLE));
      default -> KINDS.contains(kind) ? nameMissing(start) : unknown(start, kind);
    };
  }

  private Optional<Key.Part> named(int start, String kind, String name) {
    if (name.isEmpty() && KINDS.contains(kind)) {
      return nameMissing(start);
    }
    return switch (kind) {
      case "header" -> words.made(start, () -> new Key.Header(name));
      case "path" -> words.made(start, () -> new Key.PathVariable(name));
      case "ip", "user", "session", "global" ->
          wrong(start, "\"%s\" stands alone, without a name.".formatted(kind));
      case "json" -> json(start, name);
      default -> KINDS.contains(kind) ? unavailable(start) : unknown(start, kind);
    };
  }

  private Optional<Key.Part> json(int start, String pointer) {
    if (!pointer.startsWith("/")) {
      words.mistake(start, "a JSON pointer begins with \"/\" (RFC 6901), as in json:/user/name.");
    }
    return unavailable(start);
  }

  private Optional<Key.Part> nameMissing(int start) {
    return wrong(
        start, "a name is missing; it stands directly after a colon, as in header:X-Api-Key.");
  }

  private Optional<Key.Part> unavailable(int start) {
    words.mistake(
        "\"%s\" is not available in this version as a key; %s."
            .formatted(words.since(start), AVAILABLE));
    return Optional.empty();
  }

  private Optional<Key.Part> unknown(int start, String kind) {
    return wrong(
        start, "no key \"%s\"; %s.%s".formatted(kind, AVAILABLE, Spelling.didYouMean(kind, KINDS)));
  }

  private Optional<Key.Part> wrong(int start, String what) {
    words.mistake(start, what);
    return Optional.empty();
  }
}
