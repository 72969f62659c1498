package io.weir.internal.rules;

import io.weir.internal.settings.NameSuggestion;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ObjIntConsumer;
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
   * Reads the rest of the line as options, in any order, each at most once.
   *
   * @param reader reads what follows a keyword; the number is the position of the keyword
   */
  public void readOptions(ObjIntConsumer<String> reader) {
    Set<String> seen = new HashSet<>();
    while (!scanner.atEnd()) {
      int start = scanner.position();
      String option = scanner.word("");
      if (!scanner.keywords().contains(option)) {
        scanner.mistakeAndSkip(
            start,
            "unknown option; allowed are %s. Names with blanks need quotes.%s"
                .formatted(
                    String.join(", ", scanner.keywords()),
                    NameSuggestion.didYouMean(option, scanner.keywords())));
        continue;
      }
      if (!seen.add(option)) {
        scanner.mistake("\"%s\": write each option once.".formatted(option));
      }
      reader.accept(option, start);
    }
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
