package io.weir.internal.rules;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.settings.NameSuggestion;
import io.weir.ratelimit.OptionParser;
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
public final class ExemptionParser {

  private static final List<String> KINDS = List.of("role", "user", "ip", "path", "header");
  private static final String AVAILABLE =
      "role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE";
  private static final String EXAMPLE = "for example role:admin or ip:192.0.2.0/24.";

  private final RuleScanner scanner;

  public ExemptionParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** A list that is the whole text; nobody if that is blank. */
  List<Exemption> all() {
    List<Exemption> everyone = scanner.atEnd() ? List.of() : list();
    if (!scanner.atEnd()) {
      scanner.mistake(
          "\"%s\": nothing more belongs here; %s, separated by \",\"."
              .formatted(RuleScanner.withoutValue(scanner.peek(",")), AVAILABLE));
    }
    return everyone;
  }

  public List<Exemption> list() {
    List<Exemption> list = new ArrayList<>();
    do {
      who().ifPresent(list::add);
    } while (scanner.accept(',') || commaMissing());
    return list;
  }

  private boolean commaMissing() {
    String next = scanner.peek(",");
    boolean another = next.contains(":") && KINDS.contains(next.split(":", 2)[0]);
    if (another) {
      scanner.mistake(
          "\"%s\": a comma is missing before it.".formatted(RuleScanner.withoutValue(next)));
    }
    return another;
  }

  private Optional<Exemption> who() {
    String next = scanner.peek(",");
    if (next.isEmpty() || OptionParser.WORDS.contains(next)) {
      scanner.mistake("%s is missing, %s".formatted(AVAILABLE, EXAMPLE));
      return Optional.empty();
    }
    int start = scanner.position();
    String[] kindAndName = scanner.word(",").split(":", 2);
    String name = kindAndName.length == 2 ? kindAndName[1] : "";
    return switch (kindAndName[0]) {
      case "role" -> scanner.made(start, () -> new Exemption.Role(name));
      case "ip" -> scanner.made(start, () -> new Exemption.Address(AddressBlock.parse(name)));
      case "user" -> scanner.made(start, () -> new Exemption.User(name));
      case "path" -> scanner.made(start, () -> new Exemption.AtPath(PathPattern.parse(name)));
      case "header" -> header(name);
      default -> unknown(start, kindAndName[0]);
    };
  }

  /** Never prints the value: what is written there may be the secret itself. */
  private Optional<Exemption> header(String nameAndValue) {
    int equals = nameAndValue.indexOf('=');
    if (equals == nameAndValue.length() - 1 && equals > 0) {
      scanner.word(","); // What stands behind a blank there, and may be the secret.
    }
    if (equals < 1 || equals == nameAndValue.length() - 1) {
      scanner.mistake(
          "after \"header:\" belong a name, \"=\" and where the value is kept, as in header:X-Probe=env:PROBE_KEY.");
      return Optional.empty();
    }
    String name = nameAndValue.substring(0, equals);
    try {
      return Optional.of(
          Exemption.SecretHeader.of(name, nameAndValue.substring(equals + 1), scanner.secrets()));
    } catch (IllegalArgumentException e) {
      scanner.mistake("\"header:%s=…\": %s".formatted(name, e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Exemption> unknown(int start, String kind) {
    scanner.mistake(
        start,
        "not understood after except; %s, %s%s"
            .formatted(AVAILABLE, EXAMPLE, NameSuggestion.didYouMean(kind, KINDS)));
    return Optional.empty();
  }
}
