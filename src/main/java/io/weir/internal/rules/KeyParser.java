package io.weir.internal.rules;

import io.weir.internal.body.JsonPointerField;
import io.weir.internal.settings.NameSuggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a key.
 *
 * <pre>
 * key  = part { "+" part }
 * part = ip | user | session | global | header:NAME | cookie:NAME | param:NAME | json:POINTER
 *      | path:VARIABLE | phone:VARIABLE | phone-prefix:VARIABLE | class:NAME | api-key:HEADER
 * </pre>
 */
final class KeyParser {

  /** The words that begin a part. */
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

  private final RuleScanner scanner;

  KeyParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** The key; nothing, and a mistake, if no part of it can be used. */
  Optional<Key> key() {
    int start = scanner.position();
    List<KeyPart> parts = new ArrayList<>();
    do {
      part().ifPresent(parts::add);
    } while (scanner.accept('+') || anotherPart());
    return parts.isEmpty() ? Optional.empty() : scanner.create(start, () -> new Key(parts));
  }

  /** Whether another part follows a comma, which is a mistake. */
  private boolean anotherPart() {
    boolean another = scanner.accept(',');
    if (another) {
      scanner.mistake(
          "\"%s\": the parts of a key are joined by \"+\", as in ip+user."
              .formatted(scanner.peek("+,;")));
    }
    return another;
  }

  private Optional<KeyPart> part() {
    int start = scanner.position();
    String[] kindAndName = scanner.word("+,;").split(":", 2);
    String kind = kindAndName[0];
    return kindAndName.length == 1 ? unnamed(start, kind) : named(start, kind, kindAndName[1]);
  }

  private Optional<KeyPart> unnamed(int start, String kind) {
    return switch (kind) {
      case "ip" -> Optional.of(new CallerPart.Ip());
      case "user" -> Optional.of(new CallerPart.User());
      case "session" -> Optional.of(new CallerPart.Session());
      case "global" -> Optional.of(new CallerPart.Global());
      case "" -> wrong(start, "a key is missing; %s.".formatted(AVAILABLE));
      default -> KINDS.contains(kind) ? nameMissing(start) : unknown(start, kind);
    };
  }

  private Optional<KeyPart> named(int start, String kind, String name) {
    if (name.isEmpty() && KINDS.contains(kind)) {
      return nameMissing(start);
    }
    return switch (kind) {
      case "header" -> scanner.create(start, () -> new FieldPart.Header(name));
      case "cookie" -> scanner.create(start, () -> new FieldPart.Cookie(name));
      case "param" -> scanner.create(start, () -> new FieldPart.Parameter(name));
      case "json" -> scanner.create(start, () -> new FieldPart.Json(new JsonPointerField(name)));
      case "path" -> scanner.create(start, () -> new PathPart.Variable(name));
      case "phone" -> scanner.create(start, () -> new PathPart.Phone(name));
      case "phone-prefix" -> scanner.create(start, () -> new PathPart.PhonePrefix(name));
      case "class" -> scanner.create(start, () -> new ResolverPart(name));
      case "api-key" -> scanner.create(start, () -> new ApiKeyPart(name));
      case "ip", "user", "session", "global" ->
          wrong(start, "\"%s\" takes no name.".formatted(kind));
      default -> unknown(start, kind);
    };
  }

  private Optional<KeyPart> nameMissing(int start) {
    return wrong(
        start, "a name is missing; it follows the colon directly, as in header:X-Api-Key.");
  }

  private Optional<KeyPart> unknown(int start, String kind) {
    return wrong(
        start,
        "no key \"%s\"; %s.%s".formatted(kind, AVAILABLE, NameSuggestion.didYouMean(kind, KINDS)));
  }

  private Optional<KeyPart> wrong(int start, String what) {
    scanner.mistake(start, what);
    return Optional.empty();
  }
}
