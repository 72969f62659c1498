package io.weir.ratelimit;

import io.weir.internal.body.JsonPointerField;
import io.weir.internal.settings.NameSuggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads by what a rule counts.
 *
 * <pre>
 * key  = part { "+" part }
 * part = ip | user | session | global | header:NAME | cookie:NAME | param:NAME | json:POINTER
 *      | path:VAR | phone:VAR | phone-prefix:VAR | class:NAME | api-key:HEADER
 * </pre>
 */
final class KeyParser {

  /** What a part begins with. */
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

  private static final String AVAILABLE =
      "ip, user, session, global, header:NAME, cookie:NAME, param:NAME, json:/POINTER, path:VARIABLE, phone:VARIABLE, phone-prefix:VARIABLE, api-key:HEADER or class:NAME";

  private final Words words;

  KeyParser(Words words) {
    this.words = words;
  }

  /** The key; nothing, and a mistake, if no part of it can be used. */
  Optional<Key> key() {
    int start = words.position();
    List<Part> parts = new ArrayList<>();
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

  private Optional<Part> part() {
    int start = words.position();
    String[] kindAndName = words.word("+,;").split(":", 2);
    String kind = kindAndName[0];
    return kindAndName.length == 1 ? unnamed(start, kind) : named(start, kind, kindAndName[1]);
  }

  private Optional<Part> unnamed(int start, String kind) {
    return switch (kind) {
      case "ip" -> Optional.of(new CallerPart.Ip());
      case "user" -> Optional.of(new CallerPart.User());
      case "session" -> Optional.of(new CallerPart.Session());
      case "global" -> Optional.of(new CallerPart.Global());
      case "" -> wrong(start, "a key is missing; %s.".formatted(AVAILABLE));
      default -> KINDS.contains(kind) ? nameMissing(start) : unknown(start, kind);
    };
  }

  private Optional<Part> named(int start, String kind, String name) {
    if (name.isEmpty() && KINDS.contains(kind)) {
      return nameMissing(start);
    }
    return switch (kind) {
      case "header" -> words.made(start, () -> new FieldPart.Header(name));
      case "cookie" -> words.made(start, () -> new FieldPart.Cookie(name));
      case "param" -> words.made(start, () -> new FieldPart.Parameter(name));
      case "json" -> words.made(start, () -> new FieldPart.Json(new JsonPointerField(name)));
      case "path" -> words.made(start, () -> new PathPart.Variable(name));
      case "phone" -> words.made(start, () -> new PathPart.Phone(name));
      case "phone-prefix" -> words.made(start, () -> new PathPart.PhonePrefix(name));
      case "class" -> words.made(start, () -> new ResolverPart(name));
      case "api-key" -> words.made(start, () -> new ApiKeyPart(name));
      case "ip", "user", "session", "global" ->
          wrong(start, "\"%s\" stands alone, without a name.".formatted(kind));
      default -> unknown(start, kind);
    };
  }

  private Optional<Part> nameMissing(int start) {
    return wrong(
        start, "a name is missing; it stands directly after a colon, as in header:X-Api-Key.");
  }

  private Optional<Part> unknown(int start, String kind) {
    return wrong(
        start,
        "no key \"%s\"; %s.%s".formatted(kind, AVAILABLE, NameSuggestion.didYouMean(kind, KINDS)));
  }

  private Optional<Part> wrong(int start, String what) {
    words.mistake(start, what);
    return Optional.empty();
  }
}
