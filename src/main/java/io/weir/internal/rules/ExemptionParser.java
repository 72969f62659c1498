package io.weir.internal.rules;

import io.weir.internal.client.AddressBlock;
import io.weir.internal.secret.Secret;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.NameSuggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads exemptions.
 *
 * <pre>
 * list      = exemption { "," exemption }
 * exemption = role:NAME | user:NAME | ip:BLOCK | path:PATTERN | header:NAME=REFERENCE
 * </pre>
 */
final class ExemptionParser {

  private static final List<String> KINDS = List.of("role", "user", "ip", "path", "header");
  private static final String AVAILABLE =
      "role:NAME, user:NAME, ip:BLOCK, path:PATTERN or header:NAME=REFERENCE";
  private static final String EXAMPLE = "for example role:admin or ip:192.0.2.0/24.";

  private final RuleScanner scanner;

  ExemptionParser(RuleScanner scanner) {
    this.scanner = scanner;
  }

  /** The list that is the whole text; empty if the text is blank. */
  List<Exemption> all() {
    List<Exemption> all = scanner.atEnd() ? List.of() : list();
    if (!scanner.atEnd()) {
      scanner.mistake(
          "\"%s\": not understood after the list; allowed are %s, separated by \",\"."
              .formatted(RuleScanner.withoutValue(scanner.peek(",")), AVAILABLE));
    }
    return all;
  }

  List<Exemption> list() {
    List<Exemption> list = new ArrayList<>();
    do {
      exemption().ifPresent(list::add);
    } while (scanner.accept(',') || commaMissing());
    return list;
  }

  /** Whether another exemption follows without a comma, which is a mistake. */
  private boolean commaMissing() {
    String next = scanner.peek(",");
    boolean another = next.contains(":") && KINDS.contains(next.split(":", 2)[0]);
    if (another) {
      scanner.mistake(
          "\"%s\": a comma is missing before it.".formatted(RuleScanner.withoutValue(next)));
    }
    return another;
  }

  private Optional<Exemption> exemption() {
    if (scanner.peek(",").isEmpty() || scanner.atKeyword()) {
      scanner.mistake("an exemption is missing; %s, %s".formatted(AVAILABLE, EXAMPLE));
      return Optional.empty();
    }
    int start = scanner.position();
    String[] kindAndName = scanner.word(",").split(":", 2);
    String name = kindAndName.length == 2 ? kindAndName[1] : "";
    return switch (kindAndName[0]) {
      case "role" -> scanner.create(start, () -> new Exemption.Role(name));
      case "ip" -> scanner.create(start, () -> new Exemption.Address(AddressBlock.parse(name)));
      case "user" -> scanner.create(start, () -> new Exemption.User(name));
      case "path" -> scanner.create(start, () -> new Exemption.AtPath(PathPattern.parse(name)));
      case "header" -> header(name);
      default -> unknown(start, kindAndName[0]);
    };
  }

  /** No message shows the value: it may be the secret itself. */
  private Optional<Exemption> header(String nameAndValue) {
    int equals = nameAndValue.indexOf('=');
    if (equals == nameAndValue.length() - 1 && equals > 0) {
      scanner.word(","); // Skips what follows a blank: it may be the secret.
    }
    if (equals < 1 || equals == nameAndValue.length() - 1) {
      scanner.mistake(
          "\"header:\" must be followed by a name, \"=\" and a reference to the value, as in header:X-Probe=env:PROBE_KEY.");
      return Optional.empty();
    }
    String name = nameAndValue.substring(0, equals);
    String reference = nameAndValue.substring(equals + 1);
    try {
      return Optional.of(new Exemption.SecretHeader(name, reference, secret(name, reference)));
    } catch (IllegalArgumentException e) {
      scanner.mistake(mistakeIn(name, e));
      return Optional.empty();
    }
  }

  private Deferred<Secret> secret(String header, String reference) {
    return scanner.defer(
        secrets -> {
          try {
            return secrets.readStrong(reference);
          } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(mistakeIn(header, e), e);
          }
        },
        Secret.random());
  }

  private static String mistakeIn(String header, IllegalArgumentException e) {
    return "\"header:%s=…\": %s".formatted(header, e.getMessage());
  }

  private Optional<Exemption> unknown(int start, String kind) {
    scanner.mistake(
        start,
        "not understood after except; allowed are %s, %s%s"
            .formatted(AVAILABLE, EXAMPLE, NameSuggestion.didYouMean(kind, KINDS)));
    return Optional.empty();
  }
}
