package io.weir.ratelimit;

import java.util.List;

/**
 * Reads, and refuses, the options that this version does not have.
 *
 * <pre>
 * option = strict | counting failures | sparing known | block period [ doubling to period ]
 * </pre>
 */
final class LaterOptionParser {

  /** What such an option begins with. */
  static final List<String> WORDS = List.of("strict", "counting", "sparing", "block");

  private final Words words;

  LaterOptionParser(Words words) {
    this.words = words;
  }

  /** Reads the option that began at {@code start} with this word. */
  void read(String option, int start) {
    switch (option) {
      case "strict" -> unavailable(start, "window, smooth or aligned");
      case "counting" -> followedBy("failures", start, "every request counts");
      case "sparing" -> followedBy("known", start, "every client counts alike");
      case "block" -> block(start);
      default -> throw new IllegalStateException(option);
    }
  }

  private void followedBy(String second, int start, String instead) {
    if (words.wordBefore(OptionParser.WORDS).equals(second)) {
      unavailable(start, instead);
    } else {
      words.mistakeUntil(OptionParser.WORDS, start, "\"%s\" belongs after it.".formatted(second));
    }
  }

  private void block(int start) {
    LimitParser periods = new LimitParser(words);
    periods.period(start);
    if (words.accept("doubling")) {
      if (!words.accept("to")) {
        words.mistakeUntil(
            OptionParser.WORDS,
            start,
            "\"to\" and a period belong after doubling, as in block 1 minute doubling to 1 day.");
        return;
      }
      periods.period(start);
    }
    unavailable(start, "a refusal lasts until the limit admits again");
  }

  private void unavailable(int start, String instead) {
    words.mistake(
        "\"%s\" is not available in this version; %s.".formatted(words.since(start), instead));
  }
}
