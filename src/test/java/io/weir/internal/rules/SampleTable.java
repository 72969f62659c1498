package io.weir.internal.rules;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A table whose own columns are one word and the options {@code per} and {@code except}. */
final class SampleTable {

  record Entry(String name, RequestPattern requests, Key key, List<Exemption> except) {}

  private static final TableParser PARSER =
      new TableParser("rule", "calls: POST /calls 5/minute", Set.of("per", "except"));

  private SampleTable() {}

  static List<Entry> read(String text) {
    return PARSER.parse(text, "rules", new Mistakes(), SampleTable::entry);
  }

  static List<String> mistakesIn(String text) {
    Mistakes mistakes = new Mistakes();
    PARSER.parse(text, "rules", mistakes, SampleTable::entry);
    return mistakes.found().stream().map(Mistake::toString).toList();
  }

  private static Optional<Entry> entry(TableLine line) {
    RuleScanner scanner = line.scanner();
    line.takeName(line.name(), "names are unique.");
    scanner.argument();
    Key key = Key.PER_IP;
    List<Exemption> except = List.of();
    while (!scanner.atEnd()) {
      int start = scanner.position();
      switch (scanner.word("")) {
        case "per" -> key = Key.parse(scanner).orElse(key);
        case "except" -> except = Exemption.parse(scanner);
        default -> scanner.mistakeAndSkip(start, "not understood.");
      }
    }
    return scanner.valid()
        ? Optional.of(new Entry(line.name(), line.requests(), key, except))
        : Optional.empty();
  }
}
