package io.weir.ratelimit;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.settings.NameSuggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads who is spared.
 *
 * <pre>
 * list = who { "," who }
 * who  = role:NAME | user:NAME | ip:BLOCK | path:PATTERN | header:NAME=REFERENCE
 * </pre>
 */
final class WhoParser {

  private static final List<String> KINDS = List.of("role", "user", "ip", "path", "header");
  private static final String AVAILABLE =
      "role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE";
  private static final String EXAMPLE = "for example role:admin or ip:192.0.2.0/24.";

  private final Words words;

  WhoParser(Words words) {
    this.words = words;
  }

  /** A list that is the whole text; nobody if that is blank. */
  List<Who> all() {
    List<Who> everyone = words.atEnd() ? List.of() : list();
    if (!words.atEnd()) {
      words.mistake(
          "\"%s\": nothing more belongs here; %s, separated by \",\"."
              .formatted(Words.withoutValue(words.peek(",")), AVAILABLE));
    }
    return everyone;
  }

  List<Who> list() {
    List<Who> list = new ArrayList<>();
    do {
      who().ifPresent(list::add);
    } while (words.accept(',') || commaMissing());
    return list;
  }

  private boolean commaMissing() {
    String next = words.peek(",");
    boolean another = next.contains(":") && KINDS.contains(next.split(":", 2)[0]);
    if (another) {
      words.mistake("\"%s\": a comma is missing before it.".formatted(Words.withoutValue(next)));
    }
    return another;
  }

  private Optional<Who> who() {
    String next = words.peek(",");
    if (next.isEmpty() || OptionParser.WORDS.contains(next)) {
      words.mistake("%s is missing, %s".formatted(AVAILABLE, EXAMPLE));
      return Optional.empty();
    }
    int start = words.position();
    String[] kindAndName = words.word(",").split(":", 2);
    String name = kindAndName.length == 2 ? kindAndName[1] : "";
    return switch (kindAndName[0]) {
      case "role" -> words.made(start, () -> new Who.Role(name));
      case "ip" -> words.made(start, () -> new Who.Address(AddressBlock.parse(name)));
      case "user" -> words.made(start, () -> new Who.User(name));
      case "path" -> words.made(start, () -> new Who.AnyoneAt(PathPattern.parse(name)));
      case "header" -> header(name);
      default -> unknown(start, kindAndName[0]);
    };
  }

  /** Never prints the value: what is written there may be the secret itself. */
  private Optional<Who> header(String nameAndValue) {
    int equals = nameAndValue.indexOf('=');
    if (equals == nameAndValue.length() - 1 && equals > 0) {
      words.word(","); // What stands behind a blank there, and may be the secret.
    }
    if (equals < 1 || equals == nameAndValue.length() - 1) {
      words.mistake(
          "after \"header:\" belong a name, \"=\" and where the value is kept, as in header:X-Probe=env:PROBE_KEY.");
      return Optional.empty();
    }
    String name = nameAndValue.substring(0, equals);
    try {
      return Optional.of(Who.Bearer.of(name, nameAndValue.substring(equals + 1)));
    } catch (IllegalArgumentException e) {
      words.mistake("\"header:%s=…\": %s".formatted(name, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Who> unknown(int start, String kind) {
    words.mistake(
        start,
        "not understood after except; %s, %s%s"
            .formatted(AVAILABLE, EXAMPLE, NameSuggestion.didYouMean(kind, KINDS)));
    return Optional.empty();
  }
}
