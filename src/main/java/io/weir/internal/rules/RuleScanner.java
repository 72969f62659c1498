package io.weir.internal.rules;

import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Deferred;
import io.weir.internal.settings.Mistakes;
import io.weir.internal.settings.NameSuggestion;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Scans a text of the rule language once, from left to right. It knows its position and collects
 * mistakes, so that reading continues after one. Blanks before a word are skipped.
 */
public final class RuleScanner {

  /** Larger than every number that is allowed in a table. */
  private static final long TOO_LARGE = 9_999_999_999L;

  private static final int MAX_DIGITS = 10;

  private final String text;
  private final String where;
  private final Mistakes mistakes;
  private final List<String> keywords;
  private int position;
  private boolean valid = true;

  private RuleScanner(String text, String where, Mistakes mistakes, List<String> keywords) {
    this.text = text;
    this.where = where;
    this.mistakes = mistakes;
    this.keywords = keywords;
  }

  /**
   * Scans a text without its comments; nothing, and a mistake, if a quote is not closed.
   *
   * @param where the setting and line, for mistakes
   * @param keywords words that begin an option
   */
  static Optional<RuleScanner> of(
      String text, String where, Mistakes mistakes, List<String> keywords) {
    String kept = Quoting.withoutComments(text);
    if (kept.chars().filter(c -> c == Quoting.QUOTE).count() % 2 == 1) {
      // Only the text before the quote is shown: a secret may follow it.
      mistakes.add(
          where,
          "%s\"…: this quote is not closed; put a name with blanks between two quotes, as in role:\"Domain Admins\"."
              .formatted(
                  kept.substring(0, kept.lastIndexOf(Quoting.QUOTE))
                      .replaceFirst("(?s).*\\s", "")));
      return Optional.empty();
    }
    return Optional.of(new RuleScanner(kept, where, mistakes, keywords));
  }

  public boolean atEnd() {
    skipBlanks();
    return position == text.length();
  }

  boolean at(char c) {
    return !atEnd() && text.charAt(position) == c;
  }

  public boolean atDigit() {
    return !atEnd() && isDigit(text.charAt(position));
  }

  /** The words that begin an option. */
  List<String> keywords() {
    return keywords;
  }

  /** Whether the next word begins an option. */
  public boolean atKeyword() {
    return keywords.contains(peek(",;"));
  }

  /** Reads this character if it is next. */
  public boolean accept(char c) {
    boolean next = at(c);
    position += next ? 1 : 0;
    return next;
  }

  /** Reads this word if it is next. */
  public boolean accept(String word) {
    int start = position();
    boolean next = word(",;").equals(word);
    position = next ? position : start;
    return next;
  }

  /**
   * Reads up to a blank or one of {@code stops}, and removes quotes; empty if a stop comes first.
   */
  public String word(String stops) {
    int start = position();
    position = Quoting.endOfWord(text, start, stops);
    return Quoting.unquoted(text.substring(start, position));
  }

  /** The next word, without reading it. */
  public String peek(String stops) {
    int start = position();
    String word = word(stops);
    position = start;
    return word;
  }

  /** Reads a word up to a blank; empty, and nothing is read, if an option begins here. */
  public String argument() {
    return atKeyword() ? "" : word("");
  }

  /**
   * Reads the name of a constant; nothing, and a mistake, if another word follows.
   *
   * @param start where the mistake's quotation begins
   * @param expected the sentence that names the constants
   */
  public <E extends Enum<E>> Optional<E> constant(Class<E> type, int start, String expected) {
    String word = argument();
    List<E> constants = List.of(type.getEnumConstants());
    Optional<E> found =
        constants.stream().filter(constant -> constant.toString().equals(word)).findFirst();
    if (found.isEmpty()) {
      List<String> names = constants.stream().map(Enum::toString).toList();
      mistakeAndSkip(start, expected + NameSuggestion.didYouMean(word, names));
    }
    return found;
  }

  /**
   * Reads a number; 0 if there is none. A number of more than 10 digits counts as 9 999 999 999.
   */
  public long number() {
    int start = position();
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    String digits = text.substring(start, position);
    if (digits.isEmpty()) {
      return 0;
    }
    return digits.length() > MAX_DIGITS ? TOO_LARGE : Long.parseLong(digits);
  }

  /** Where the next word begins. */
  public int position() {
    skipBlanks();
    return position;
  }

  /** Returns to an earlier position. */
  public void backTo(int start) {
    position = start;
  }

  /** The text since a position, as written, without what follows "=": it may be a secret. */
  private String since(int start) {
    return withoutValue(text.substring(start, position).strip());
  }

  /** A word as a message may show it. */
  static String withoutValue(String word) {
    return word.replaceFirst("(?s)=.+", "=…");
  }

  /** Adds a mistake that quotes the text since {@code start}. */
  public void mistake(int start, String what) {
    mistake("\"%s\": %s".formatted(since(start), what));
  }

  /** Adds a mistake that quotes the text since {@code start}, and skips to the next option. */
  public void mistakeAndSkip(int start, String what) {
    mistake(start, what);
    while (!atEnd() && !atKeyword()) {
      word("");
    }
  }

  /** Adds a mistake at the place of this text. */
  public void mistake(String what) {
    valid = false;
    mistakes.add(where, what);
  }

  /**
   * Creates a value from the text since {@code start}. If that throws an {@link
   * IllegalArgumentException}, its message becomes a mistake.
   */
  public <T> Optional<T> create(int start, Supplier<T> supplier) {
    try {
      return Optional.of(supplier.get());
    } catch (IllegalArgumentException e) {
      mistake(start, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Has a value read after parsing; a mistake belongs to the place of this text. */
  <T> Deferred<T> defer(Function<SecretReader, T> reader, T fallback) {
    return mistakes.defer(where, reader, fallback);
  }

  /** Whether this text has had no mistake so far. */
  public boolean valid() {
    return valid;
  }

  /** The setting and line of this text. */
  public String where() {
    return where;
  }

  private void skipBlanks() {
    while (position < text.length() && Quoting.isBlank(text.charAt(position))) {
      position++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
