package io.weir.internal.rules;

import io.weir.internal.settings.Mistake;
import io.weir.internal.settings.Mistakes;
import java.util.List;
import java.util.Optional;

/** A table whose own columns are one word and the options {@code per} and {@code except}. */
final class SampleTable {

  record Entry(String name, RequestPattern requests, Key key, List<Exemption> except) {}

  private static final TableParser PARSER =
      new TableParser("rule", "calls: POST /calls 5/minute", List.of("per", "except"));

  private final RuleScanner scanner;
  private Key key = Key.PER_IP;
  private List<Exemption> except = List.of();

  private SampleTable(RuleScanner scanner) {
    this.scanner = scanner;
  }

  static List<Entry> read(String text) {
    return PARSER.parse(text, "rules", new Mistakes(), SampleTable::entry);
  }

  static List<String> mistakesIn(String text) {
    Mistakes mistakes = new Mistakes();
    PARSER.parse(text, "rules", mistakes, SampleTable::entry);
    mistakes.resolve();
    return mistakes.found().stream().map(Mistake::toString).toList();
  }

  private static Optional<Entry> entry(TableLine line) {
    SampleTable columns = new SampleTable(line.scanner());
    line.takeName(line.name(), "names are unique.");
    line.scanner().argument();
    line.readOptions((option, start) -> columns.readOption(option));
    return line.scanner().valid()
        ? Optional.of(new Entry(line.name(), line.requests(), columns.key, columns.except))
        : Optional.empty();
  }

  private void readOption(String option) {
    if (option.equals("per")) {
      key = Key.parse(scanner).orElse(key);
    } else {
      except = Exemption.parse(scanner);
    }
  }
}
