package io.weir.internal.rules;

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
public final class KeyParser {

  /** What a part begins with. */
  public static final List<String> KINDS =
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

  public KeyParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** The key; nothing, and a mistake, if no part of it can be used. */
  public Optional<Key> key() {
    int start = scanner.position();
    List<KeyPart> parts = new ArrayList<>();
    do {
      part().ifPresent(parts::add);
    } while (scanner.accept('+') || separatedWrongly());
    return parts.isEmpty() ? Optional.empty() : scanner.made(start, () -> new Key(parts));
  }

  private boolean separatedWrongly() {
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
      case "header" -> scanner.made(start, () -> new FieldPart.Header(name));
      case "cookie" -> scanner.made(start, () -> new FieldPart.Cookie(name));
      case "param" -> scanner.made(start, () -> new FieldPart.Parameter(name));
      case "json" -> scanner.made(start, () -> new FieldPart.Json(new JsonPointerField(name)));
      case "path" -> scanner.made(start, () -> new PathPart.Variable(name));
      case "phone" -> scanner.made(start, () -> new PathPart.Phone(name));
      case "phone-prefix" -> scanner.made(start, () -> new PathPart.PhonePrefix(name));
      case "class" -> scanner.made(start, () -> new ResolverPart(name));
      case "api-key" -> scanner.made(start, () -> new ApiKeyPart(name));
      case "ip", "user", "session", "global" ->
          wrong(start, "\"%s\" stands alone, without a name.".formatted(kind));
      default -> unknown(start, kind);
    };
  }

  private Optional<KeyPart> nameMissing(int start) {
    return wrong(
        start, "a name is missing; it stands directly after a colon, as in header:X-Api-Key.");
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
