package io.weir.internal.rules;

import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.PeriodUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a table: a setting with one entry per line. {@code #} begins a comment.
 *
 * <pre>
 * line = [ name ":" ] [ methods ] paths columns
 * </pre>
 *
 * @param entry what an entry is called, and the default name without its number: {@code rule}
 * @param example a line without mistakes, which the message about an empty table shows
 * @param keywords words that begin an option, in the order in which messages list them; after a
 *     mistake, reading continues at the next one
 */
public record TableParser(String entry, String example, List<String> keywords) {

  /**
   * The beginning of another entry: a path that follows a limit or an option of the first, and is
   * not a fallback.
   */
  private static final Pattern ANOTHER =
      Pattern.compile(
          "\\s[0-9].*?(?:[\\s;]|\\\\n)+(?<!\\b(?:fallback|forward)\\s{1,99})((?:[a-z][a-z0-9-]*:\\s+)?(?:METHOD(?:\\|METHOD)*\\s+)?/(?!\\s*UNIT)\\S*)(?=\\s.*[0-9])"
              .replace("METHOD", "(?:%s)".formatted(String.join("|", RequestPatternParser.METHODS)))
              .replace("UNIT", "(?:%s)s?\\b".formatted(String.join("|", PeriodUnit.NAMES))),
          Pattern.CASE_INSENSITIVE);

  public TableParser {
    keywords = List.copyOf(keywords);
  }

  /**
   * The entries that can be read.
   *
   * @param where the setting, for mistakes; they add the line
   * @param mistakes takes every mistake of every line
   * @param columns reads the rest of a line; nothing if the line has a mistake
   */
  public <E> List<E> parse(
      String text,
      String where,
      Mistakes mistakes,
      Function<TableLine, Optional<? extends E>> columns) {
    Map<String, String> names = new HashMap<>();
    return parse(
        text,
        where,
        mistakes,
        (scanner, number) -> columns.apply(TableLine.parse(scanner, entry + "-" + number, names)));
  }

  /**
   * The entries that can be read, of a table whose lines have neither names nor paths.
   *
   * @param where the setting, for mistakes; they add the line
   * @param mistakes takes every mistake of every line
   * @param line reads a line; nothing if it has a mistake
   */
  public <E> List<E> parsePlain(
      String text,
      String where,
      Mistakes mistakes,
      Function<RuleScanner, Optional<? extends E>> line) {
    return parse(text, where, mistakes, (scanner, number) -> line.apply(scanner));
  }

  private <E> List<E> parse(
      String text,
      String where,
      Mistakes mistakes,
      BiFunction<RuleScanner, Integer, Optional<? extends E>> reader) {
    // Some servers trim settings and some do not: line 1 is the first line that is not blank.
    List<String> lines = text.lines().dropWhile(String::isBlank).toList();
    List<E> entries = new ArrayList<>();
    int number = 0;
    for (int i = 0; i < lines.size(); i++) {
      String place = "%s, line %s".formatted(where, i + 1);
      String line = withoutAnother(lines.get(i), place, mistakes);
      Optional<RuleScanner> scanner = RuleScanner.of(line, place, mistakes, keywords);
      if (scanner.isPresent() && scanner.get().atEnd()) {
        continue;
      }
      number++;
      int count = number;
      scanner.flatMap(start -> reader.apply(start, count)).ifPresent(entries::add);
    }
    if (number == 0) {
      mistakes.add(where, "no %s; write one per line, for example %s".formatted(entry, example));
    }
    return List.copyOf(entries);
  }

  /** The first entry of a line. Another one on the same line is a mistake. */
  private String withoutAnother(String line, String place, Mistakes mistakes) {
    Matcher another = ANOTHER.matcher(Quoting.withoutQuoted(Quoting.withoutComments(line)));
    if (!another.find()) {
      return line;
    }
    mistakes.add(
        place,
        "\"%s\": another %s begins here; write each %s on a line of its own."
            .formatted(another.group(1), entry, entry));
    return line.substring(0, another.start(1)).replaceFirst("(?:[\\s;]|\\\\n)+$", "");
  }
}
