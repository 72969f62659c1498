package io.weir.internal.rules;

import io.weir.internal.secret.SecretReader;
import io.weir.internal.settings.Mistakes;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A text of the rule language, read once from left to right. It knows where it stands and takes
 * down what is wrong, so that reading goes on behind a mistake.
 */
public final class RuleScanner {

  private final String text;
  private final String where;
  private final Mistakes mistakes;
  private final SecretReader secrets;
  private int position;
  private boolean flawless = true;

  private RuleScanner(String text, String where, Mistakes mistakes, SecretReader secrets) {
    this.text = text;
    this.where = where;
    this.mistakes = mistakes;
    this.secrets = secrets;
  }

  /** The text without its comments; nothing, and a mistake, if a quote is not closed. */
  public static Optional<RuleScanner> of(
      String text, String where, Mistakes mistakes, SecretReader secrets) {
    String kept = Quoting.withoutComments(text);
    if (kept.chars().filter(c -> c == Quoting.QUOTE).count() % 2 == 1) {
      // Only what leads to the quote is shown: behind it may stand a secret.
      mistakes.add(
          where,
          "%s\"…: this quote is not closed; a name with blanks stands in two, as in role:\"Domain Admins\"."
              .formatted(
                  kept.substring(0, kept.lastIndexOf(Quoting.QUOTE))
                      .replaceFirst("(?s).*\\s", "")));
      return Optional.empty();
    }
    return Optional.of(new RuleScanner(kept, where, mistakes, secrets));
  }

  /** Reads the secrets that the text names. */
  SecretReader secrets() {
    return secrets;
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

  public boolean accept(char c) {
    boolean there = at(c);
    position += there ? 1 : 0;
    return there;
  }

  public boolean accept(String word) {
    int start = position();
    boolean there = word(",;").equals(word);
    position = there ? position : start;
    return there;
  }

  /** What stands up to a blank or one of {@code stops}, without its quotes; empty at a stop. */
  public String word(String stops) {
    int start = position();
    position = Quoting.endOfWord(text, start, stops);
    return Quoting.unquoted(text.substring(start, position));
  }

  /** The next word, which is not taken. */
  public String peek(String stops) {
    int start = position();
    String word = word(stops);
    position = start;
    return word;
  }

  /** The digits here as a number, 0 without one. */
  public long number() {
    int start = position();
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    String digits = text.substring(start, position);
    // Ten digits are too large for everything that is counted here, so more need not be told apart.
    return digits.isEmpty() ? 0 : digits.length() > 10 ? 9_999_999_999L : Long.parseLong(digits);
  }

  /** The next word up to a blank, unless it is one of these; then nothing is taken. */
  public String wordBefore(Collection<String> known) {
    return known.contains(peek("")) ? "" : word("");
  }

  /** Where the next word begins. */
  public int position() {
    skipBlanks();
    return position;
  }

  public void backTo(int start) {
    position = start;
  }

  /** What was read since, as it was written; not what follows an "=", which may be a secret. */
  String since(int start) {
    return withoutValue(text.substring(start, position).strip());
  }

  /** A word as a message may show it. */
  static String withoutValue(String word) {
    return word.replaceFirst("(?s)=.+", "=…");
  }

  /** Takes down that what was read since is wrong. */
  public void mistake(int start, String what) {
    mistake("\"%s\": %s".formatted(since(start), what));
  }

  /** The same, and goes on where one of these is next. */
  public void mistakeUntil(Collection<String> known, int start, String what) {
    mistake(start, what);
    while (!atEnd() && !known.contains(peek(""))) {
      word("");
    }
  }

  public void mistake(String what) {
    flawless = false;
    mistakes.add(where, what);
  }

  /** What is made of the words since, or a mistake if it refuses to be made. */
  public <T> Optional<T> made(int start, Supplier<T> maker) {
    try {
      return Optional.of(maker.get());
    } catch (IllegalArgumentException refusal) {
      mistake(start, String.valueOf(refusal.getMessage()));
      return Optional.empty();
    }
  }

  public boolean flawless() {
    return flawless;
  }

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
