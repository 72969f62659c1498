package io.weir.validation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Compares the texts of one request with patterns. All of them share one budget, because each
 * pattern takes time for each character and for each text, and a client may send many. A text that
 * is there several times counts once.
 */
final class PatternSearch {

  /** Of all texts and their normal forms together. */
  static final int MOST_CHARACTERS = 262_144;

  static final int MOST_TEXTS = 4096;

  private final PatternLists lists;
  private final Map<String, List<String>> readings = new HashMap<>();
  private int characters;
  private boolean exhausted;

  PatternSearch(PatternLists lists) {
    this.lists = lists;
  }

  /** Whether a text was not compared, because the request has too many or too long ones. */
  boolean isExhausted() {
    return exhausted;
  }

  /** Whether a text and its normal form match a pattern each; false if they are not compared. */
  boolean matches(String text, PatternSource source) {
    return compare(
        text,
        reading -> source.patterns(lists).stream().anyMatch(pattern -> pattern.matches(reading)));
  }

  /** Whether no pattern is in a text or its normal form; false if they are not compared. */
  boolean hasNone(String text, PatternSource source) {
    return compare(
        text,
        reading -> source.patterns(lists).stream().noneMatch(pattern -> pattern.isIn(reading)));
  }

  private boolean compare(String text, Predicate<String> holds) {
    List<String> known = readings.get(text);
    if (known == null) {
      known = read(text);
      if (exhausted) {
        return false;
      }
      readings.put(text, known);
    }
    return known.stream().allMatch(holds);
  }

  private List<String> read(String text) {
    exhausted =
        exhausted || readings.size() >= MOST_TEXTS || text.length() > MOST_CHARACTERS - characters;
    if (exhausted) {
      return List.of();
    }
    List<String> read = NormalForm.readings(text);
    characters += read.stream().mapToInt(String::length).sum();
    exhausted = characters > MOST_CHARACTERS;
    return read;
  }
}
