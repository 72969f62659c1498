package io.weir.internal.rules;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A line of a table, read up to the columns that only its table has: {@code calls: POST
 * /calls/{phone} …}.
 */
public final class TableLine {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]*");
  private static final String NAME_STOPS = ":/,;|";

  private final RuleScanner scanner;
  private final String name;
  private final RequestPattern requests;

  /** The names taken so far in the table, each with the place of its line. */
  private final Map<String, String> names;

  private TableLine(
      RuleScanner scanner, String name, RequestPattern requests, Map<String, String> names) {
    this.scanner = scanner;
    this.name = name;
    this.requests = requests;
    this.names = names;
  }

  static TableLine parse(RuleScanner scanner, String defaultName, Map<String, String> names) {
    String name = name(scanner).orElse(defaultName);
    return new TableLine(scanner, name, RequestPattern.parse(scanner), names);
  }

  private static Optional<String> name(RuleScanner scanner) {
    int start = scanner.position();
    String name = scanner.word(NAME_STOPS);
    if (!scanner.accept(':')) {
      scanner.backTo(start);
      return Optional.empty();
    }
    if (!isName(name)) {
      scanner.mistake(
          start, "a name is a letter and then letters, digits or \"-\", as in calls-2:.");
      return Optional.empty();
    }
    return Optional.of(name);
  }

  /** Whether an entry can have this name: a letter, then letters, digits or "-". */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The name that is written, or the default name. */
  public String name() {
    return name;
  }

  public RequestPattern requests() {
    return requests;
  }

  /** The rest of the line. */
  public RuleScanner scanner() {
    return scanner;
  }

  /**
   * Reserves a name for this line. If an earlier line has it, this is a mistake.
   *
   * @param hint the end of the message: how entries are named
   */
  public void takeName(String taken, String hint) {
    String before = names.putIfAbsent(taken, scanner.where());
    if (before != null) {
      scanner.mistake("\"%s\": the name is already taken in %s; %s".formatted(taken, before, hint));
    }
  }
}
